package io.millrace.worker.api;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbeddingRequest.Input;
import io.millrace.topology.port.VectorSpace;
import java.util.List;

/**
 * A request that the model can be asked.
 *
 * @param inputs as the engine takes them
 * @param truncated which of them were cut at the window
 * @param space of the vectors in the answer, as long as the request wants them
 */
record Prepared(ServedModel model, List<Input> inputs, List<Integer> truncated, VectorSpace space) {
  Prepared {
    inputs = List.copyOf(inputs);
    truncated = List.copyOf(truncated);
  }

  /** The same, embedded by another. */
  Prepared by(Embedder embedder) {
    return new Prepared(model.by(embedder), inputs, truncated, space);
  }
}
