package io.millrace.worker.bench;

import io.millrace.worker.local.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How long texts are: all alike, or log-normal as {@code ops/bench/transformers_baseline.py} draws
 * them.
 *
 * @param tokens of every text; empty for mixed lengths
 */
public record TextLengths(OptionalInt tokens) {
  private static final String MIXED = "mixed";
  private static final double MEDIAN_TOKENS = 128;
  private static final double SIGMA = 1;
  private static final int SHORTEST_TOKENS = 8;
  private static final int LONGEST_TOKENS = 2048;
  private static final long SEED = 42;

  /**
   * Reads {@code mixed} or a number.
   *
   * @throws InputException if it is neither
   */
  public static TextLengths parse(String label) {
    if (label.equals(MIXED)) {
      return new TextLengths(OptionalInt.empty());
    }
    try {
      int tokens = Integer.parseInt(label);
      if (tokens > 0) {
        return new TextLengths(OptionalInt.of(tokens));
      }
    } catch (NumberFormatException _) {
      // The message below says all that there is to say.
    }
    throw new InputException("length is %s, must be mixed or tokens of a text".formatted(label));
  }

  /** As it is read. */
  String label() {
    return tokens.isPresent() ? Integer.toString(tokens.getAsInt()) : MIXED;
  }

  /**
   * Token ids of texts, the same at each call.
   *
   * @param tokensOfAll at least so many, and less than one text more
   * @throws InputException if a text would not fit the window
   */
  List<int[]> texts(long tokensOfAll, int vocabularySize, int windowTokens) {
    if (tokens.orElse(1) > windowTokens) {
      throw new InputException(
          "length is %d, the model's window is %d tokens"
              .formatted(tokens.getAsInt(), windowTokens));
    }
    RandomGenerator random = new SplittableRandom(SEED);
    List<int[]> texts = new ArrayList<>();
    for (long left = tokensOfAll; left > 0; left -= texts.getLast().length) {
      texts.add(random.ints(Math.min(next(random), windowTokens), 0, vocabularySize).toArray());
    }
    return texts;
  }

  private int next(RandomGenerator random) {
    return tokens.orElseGet(() -> logNormal(random));
  }

  private static int logNormal(RandomGenerator random) {
    long drawn = Math.round(MEDIAN_TOKENS * Math.exp(SIGMA * random.nextGaussian()));
    return Math.clamp(drawn, SHORTEST_TOKENS, LONGEST_TOKENS);
  }
}
