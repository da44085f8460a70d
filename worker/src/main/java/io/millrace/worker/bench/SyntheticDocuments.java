package io.millrace.worker.bench;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * Documents of English words with log-normal lengths. Document {@code i} is the same in every run,
 * and none is kept: any number of them takes no memory.
 */
final class SyntheticDocuments {
  /** Spread of the lengths: about two thirds lie between half and double the median. */
  private static final double SIGMA = 0.6;

  private static final int WORDS_PER_SENTENCE = 14;

  private final List<String> words;
  private final double tokensPerWord;
  private final double meanTokens;
  private final long seed;

  SyntheticDocuments(
      List<String> words, ToIntFunction<String> countTokens, double meanTokens, long seed) {
    this.words = List.copyOf(words);
    int specialTokens = countTokens.applyAsInt("");
    this.tokensPerWord =
        words.stream()
            .mapToInt(word -> countTokens.applyAsInt(word) - specialTokens)
            .average()
            .orElseThrow();
    this.meanTokens = meanTokens;
    this.seed = seed;
  }

  String text(long index) {
    RandomGenerator random = new SplittableRandom(seed + index);
    long count = Math.max(1, Math.round(tokens(random) / tokensPerWord));
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      text.append(words.get(random.nextInt(words.size())));
      text.append(i % WORDS_PER_SENTENCE == 0 ? ". " : " ");
    }
    return text.append(index).toString();
  }

  /** The mean of a log-normal is its median times e to half its variance. */
  private double tokens(RandomGenerator random) {
    double median = meanTokens / Math.exp(SIGMA * SIGMA / 2);
    return median * Math.exp(SIGMA * random.nextGaussian());
  }
}
