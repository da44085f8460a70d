package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingResult;
import java.util.List;

/** Texts and what became of them, in the same order. */
record EmbeddedBatch(List<TextInFlight> texts, List<EmbeddingResult> results) {
  /** A text that never was in a batch. */
  static EmbeddedBatch without(TextInFlight text, EmbeddingResult result) {
    return new EmbeddedBatch(List.of(text), List.of(result));
  }
}
