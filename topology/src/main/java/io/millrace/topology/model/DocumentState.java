package io.millrace.topology.model;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What is known of a document that was emitted: enough to tell what a new version changes, without
 * its text.
 *
 * @param fingerprint of what its vectors were made by: vector space and chunking
 * @param metadataHash hash of the metadata and attributes they carry
 * @param version as in {@link Document}
 * @param chunkHashes hash of each chunk's text, by ordinal
 */
public record DocumentState(
    String fingerprint,
    ContentHash metadataHash,
    OptionalLong version,
    List<ContentHash> chunkHashes) {
  public DocumentState {
    requireNonNull(fingerprint, "fingerprint");
    requireNonNull(metadataHash, "metadataHash");
    requireNonNull(version, "version");
    chunkHashes = List.copyOf(chunkHashes);
  }

  /** Whether another version of the document came too late: this one is newer. */
  public boolean isNewerThan(OptionalLong other) {
    return version.isPresent() && other.isPresent() && version.getAsLong() > other.getAsLong();
  }

  /** Whether this version is not known to be as new as another. */
  public boolean isOlderThan(long other) {
    return version.isEmpty() || version.getAsLong() < other;
  }

  /** The same, with the version of an earlier state when this one has none. */
  public DocumentState orVersionOf(DocumentState earlier) {
    return version.isPresent()
        ? this
        : new DocumentState(fingerprint, metadataHash, earlier.version, chunkHashes);
  }

  /** The same, in a version that is at least as new as another. */
  public DocumentState notBefore(long other) {
    return isOlderThan(other)
        ? new DocumentState(fingerprint, metadataHash, OptionalLong.of(other), chunkHashes)
        : this;
  }

  /** Whether a newer version needs no record to be written. */
  public boolean showsSame(DocumentState newer) {
    return !differsForEveryChunk(newer) && chunkHashes.equals(newer.chunkHashes);
  }

  /**
   * Chunks of a newer version whose records have to be written: those whose text differs from what
   * stood at their ordinal, and all of them when something differs that every record carries.
   */
  public List<Chunk> changedChunks(DocumentState newer, List<Chunk> chunks) {
    return differsForEveryChunk(newer)
        ? chunks
        : chunks.stream().filter(chunk -> !has(chunk)).toList();
  }

  private boolean differsForEveryChunk(DocumentState newer) {
    return !fingerprint.equals(newer.fingerprint) || !metadataHash.equals(newer.metadataHash);
  }

  private boolean has(Chunk chunk) {
    return chunk.ordinal() < chunkHashes.size()
        && chunkHashes.get(chunk.ordinal()).equals(chunk.hash());
  }

  /** Texts whose vectors a newer version can take over: none of another pipeline's. */
  public Set<ContentHash> reusableBy(DocumentState newer) {
    return fingerprint.equals(newer.fingerprint) ? Set.copyOf(chunkHashes) : Set.of();
  }

  /** Texts that a newer version does not have. */
  public Set<ContentHash> lostTexts(DocumentState newer) {
    Set<ContentHash> lost = new HashSet<>(chunkHashes);
    newer.chunkHashes.forEach(lost::remove);
    return Set.copyOf(lost);
  }

  /** Ordinals that a newer version with this many chunks no longer has. */
  public List<Integer> lostOrdinals(int newerChunkCount) {
    return IntStream.range(newerChunkCount, chunkHashes.size()).boxed().toList();
  }
}
