package io.millrace.topology.chunk;

/**
 * How long a chunk may be.
 *
 * @param maxTokens most tokens of a chunk, special tokens included
 * @param overlapTokens how much of a chunk's end the next one repeats, in whole sentences
 */
public record ChunkSettings(int maxTokens, int overlapTokens) {
  public static final int DEFAULT_OVERLAP_TOKENS = 32;

  /** Fewer tokens than this cannot hold every single character and the special tokens. */
  private static final int SMALLEST_CHUNK_TOKENS = 16;

  public ChunkSettings {
    if (maxTokens < SMALLEST_CHUNK_TOKENS) {
      throw new IllegalArgumentException(
          "maxTokens is %d, must be at least %d".formatted(maxTokens, SMALLEST_CHUNK_TOKENS));
    }
    if (overlapTokens < 0 || overlapTokens > maxTokens / 2) {
      throw new IllegalArgumentException(
          "overlapTokens is %d, must be between 0 and half of maxTokens (%d)"
              .formatted(overlapTokens, maxTokens / 2));
    }
  }
}
