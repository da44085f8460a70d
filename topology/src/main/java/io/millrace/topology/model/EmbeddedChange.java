package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.EmbeddingResult.Embedded;
import java.util.List;

/**
 * A change whose vectors are there.
 *
 * @param vectors one for each chunk to emit of an update, none for a removal
 */
public record EmbeddedChange(DocumentChange change, List<EmbeddedChunk> vectors) {
  public EmbeddedChange {
    requireNonNull(change, "change");
    vectors = List.copyOf(vectors);
  }

  /**
   * A chunk and its vector.
   *
   * @param reused whether the vector was made for an earlier version of the document
   */
  public record EmbeddedChunk(Chunk chunk, Embedded embedding, boolean reused) {}
}
