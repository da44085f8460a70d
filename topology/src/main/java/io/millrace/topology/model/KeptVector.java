package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.EmbeddingResult.Embedded;

/**
 * A vector that is kept for the next version of its document.
 *
 * @param fingerprint of what made it, as in {@link DocumentState}
 */
public record KeptVector(String fingerprint, Embedded embedding) {
  public KeptVector {
    requireNonNull(fingerprint, "fingerprint");
    requireNonNull(embedding, "embedding");
  }
}
