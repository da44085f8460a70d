package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.VectorSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model that has been read. Close it once it is open.
 *
 * @param onnx the graph and its weights
 * @param externalWeights folder of the files that the graph takes its weights from, if any
 * @param tokenizerJson content of {@code tokenizer.json}
 * @param golden texts whose vectors must be reproduced; empty if the model brings none
 * @param revision digest of weights and tokenizer
 * @param weightBytes size of the graph and its weights
 */
public record ModelFiles(
    ModelDescriptor descriptor,
    Weights onnx,
    Optional<Path> externalWeights,
    String tokenizerJson,
    List<GoldenText> golden,
    String revision,
    long weightBytes)
    implements AutoCloseable {
  public ModelFiles {
    requireNonNull(descriptor, "descriptor");
    requireNonNull(onnx, "onnx");
    requireNonNull(externalWeights, "externalWeights");
    requireNonNull(tokenizerJson, "tokenizerJson");
    golden = List.copyOf(golden);
    requireNonNull(revision, "revision");
  }

  /** The space of vectors cut to {@code dimensions}. */
  public VectorSpace space(int dimensions) {
    return new VectorSpace(
        descriptor.name(),
        revision,
        descriptor.pooling().label(),
        descriptor.prompts().document(),
        dimensions,
        true);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    onnx.close();
  }
}
