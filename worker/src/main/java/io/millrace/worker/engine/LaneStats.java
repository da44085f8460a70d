package io.millrace.worker.engine;

/**
 * What a lane has in the engine and what it has got out of it.
 *
 * @param queuedTexts in the engine now, from admission to the result
 * @param queuedTokens their tokens, estimated until they are counted
 * @param texts that the device worked on
 * @param tokens their tokens
 */
public record LaneStats(long queuedTexts, long queuedTokens, long texts, long tokens) {
  static final LaneStats NOTHING = queued(0, 0);

  /** As long as nothing has come out. */
  static LaneStats queued(long texts, long tokens) {
    return new LaneStats(texts, tokens, 0, 0);
  }

  LaneStats plusDone(long moreTexts, long moreTokens) {
    return new LaneStats(queuedTexts, queuedTokens, texts + moreTexts, tokens + moreTokens);
  }

  /** What was done since an earlier snapshot; the queue is the one of now. */
  LaneStats minus(LaneStats earlier) {
    return new LaneStats(queuedTexts, queuedTokens, texts - earlier.texts, tokens - earlier.tokens);
  }
}
