package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.VectorSpace;
import java.util.List;
import java.util.Optional;

/**
 * A model that has been read. Close it once it is open.
 *
 * @param tokenizerJson content of {@code tokenizer.json}
 * @param golden texts whose vectors must be reproduced; empty if the model brings none
 * @param similarities what the makers of the model published, if these are weights of theirs
 * @param revision digest of weights and tokenizer
 */
public record ModelFiles(
    ModelDescriptor descriptor,
    Network network,
    String tokenizerJson,
    List<GoldenText> golden,
    Optional<GoldenSimilarities> similarities,
    String revision)
    implements AutoCloseable {
  public ModelFiles {
    requireNonNull(descriptor, "descriptor");
    requireNonNull(network, "network");
    requireNonNull(tokenizerJson, "tokenizerJson");
    golden = List.copyOf(golden);
    requireNonNull(similarities, "similarities");
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
    network.close();
  }
}
