package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.VectorSpace;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model that has been read.
 *
 * @param onnx the graph, from 0 to its limit, in native memory; past the limit there are {@link
 *     Weights#ROOM_BYTES} of room to write more nodes
 * @param externalWeights folder of the files that the graph takes its weights from, if any
 * @param tokenizerJson content of {@code tokenizer.json}
 * @param golden texts whose vectors must be reproduced; empty if the model brings none
 * @param revision digest of weights and tokenizer
 */
public record ModelFiles(
    ModelDescriptor descriptor,
    ByteBuffer onnx,
    Optional<Path> externalWeights,
    String tokenizerJson,
    List<GoldenText> golden,
    String revision) {
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
}
