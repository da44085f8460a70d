package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known of a document that was emitted: enough to tell what a new version changes, without
 * its text.
 *
 * @param space fingerprint of the vector space its vectors are in
 * @param metadataHash hash of the metadata they carry
 * @param chunkHashes hash of each chunk's text, by ordinal
 */
public record DocumentState(String space, ContentHash metadataHash, List<ContentHash> chunkHashes) {
  public DocumentState {
    requireNonNull(space, "space");
    requireNonNull(metadataHash, "metadataHash");
    chunkHashes = List.copyOf(chunkHashes);
  }

  /**
   * Chunks of a newer version that have to be embedded: those whose text differs, and all of them
   * when the space or the metadata that every vector carries is another.
   */
  public List<Chunk> changedChunks(DocumentState newer, List<Chunk> chunks) {
    if (!space.equals(newer.space) || !metadataHash.equals(newer.metadataHash)) {
      return chunks;
    }
    return chunks.stream().filter(chunk -> !has(chunk)).toList();
  }

  private boolean has(Chunk chunk) {
    return chunk.ordinal() < chunkHashes.size()
        && chunkHashes.get(chunk.ordinal()).equals(chunk.hash());
  }

  /** Ordinals that a newer version with this many chunks no longer has. */
  public List<Integer> lostOrdinals(int newerChunkCount) {
    return IntStream.range(newerChunkCount, chunkHashes.size()).boxed().toList();
  }
}
