package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingResult;
import java.util.List;
import java.util.Optional;

/**
 * Texts and what became of them, in the same order.
 *
 * @param run of those that were on the device, if somebody wants to know
 */
record EmbeddedBatch(List<TextInFlight> texts, List<RowOutcome> outcomes, Optional<BatchRun> run) {
  /** A text that never was in a batch. */
  static EmbeddedBatch without(TextInFlight text, EmbeddingResult result) {
    return new EmbeddedBatch(
        List.of(text), List.of(new RowOutcome.Settled(result)), Optional.empty());
  }
}
