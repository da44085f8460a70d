package io.millrace.topology.chunk;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * Where documents are cut, and how long chunks are. All lengths are tokens of the model, special
 * tokens included.
 *
 * @param targetTokens what a chunk aims at: a text that fits it is not cut, a chunk has at most a
 *     quarter more unless it is a block that is kept whole
 * @param maxTokens what no chunk exceeds
 * @param overlapTokens how much of the text in front of it a chunk repeats, in whole sentences; it
 *     comes on top of the target and gives way to the maximum
 */
public record ChunkSettings(
    ChunkStrategy strategy, int targetTokens, int maxTokens, int overlapTokens) {
  public static final int DEFAULT_OVERLAP_TOKENS = 32;

  /** Counts up whenever the same settings cut the same text elsewhere than before. */
  private static final int CUTS_VERSION = 2;

  /** Fewer tokens than this cannot hold every single character and the special tokens. */
  private static final int SMALLEST_CHUNK_TOKENS = 16;

  public ChunkSettings {
    requireNonNull(strategy, "strategy");
    if (maxTokens < SMALLEST_CHUNK_TOKENS) {
      throw new IllegalArgumentException(
          "maxTokens is %d, must be at least %d".formatted(maxTokens, SMALLEST_CHUNK_TOKENS));
    }
    if (targetTokens < SMALLEST_CHUNK_TOKENS || targetTokens > maxTokens) {
      throw new IllegalArgumentException(
          "targetTokens is %d, must be between %d and maxTokens (%d)"
              .formatted(targetTokens, SMALLEST_CHUNK_TOKENS, maxTokens));
    }
    if (overlapTokens < 0 || overlapTokens > targetTokens / 2) {
      throw new IllegalArgumentException(
          "overlapTokens is %d, must be between 0 and half of %s (%d)"
              .formatted(
                  overlapTokens,
                  targetTokens == maxTokens ? "maxTokens" : "targetTokens",
                  targetTokens / 2));
    }
  }

  /** Sentences in chunks as long as they may be. */
  public ChunkSettings(int maxTokens, int overlapTokens) {
    this(ChunkStrategy.SENTENCES, maxTokens, maxTokens, overlapTokens);
  }

  /** The same for settings that give the same chunks, and for no others; stable across releases. */
  public String fingerprintText() {
    return "chunks:%d:%s:%d:%d:%d"
        .formatted(
            CUTS_VERSION,
            strategy.name().toLowerCase(Locale.ROOT),
            targetTokens,
            maxTokens,
            overlapTokens);
  }
}
