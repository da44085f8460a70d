package io.millrace.worker.bench;

import java.util.ArrayList;
import java.util.List;

/** Texts in batches, one after the other and none left out. */
record PaddedBatches(List<List<int[]>> all) {
  PaddedBatches {
    all = all.stream().map(List::copyOf).toList();
  }

  /**
   * Fills each batch for as long as its rows, all of them as long as the longest, keep to a budget.
   *
   * @param budgetTokens of a batch; a text that is longer goes alone
   */
  static PaddedBatches of(List<int[]> texts, int budgetTokens) {
    List<List<int[]>> all = new ArrayList<>();
    List<int[]> batch = new ArrayList<>();
    long longestTokens = 0;
    for (int[] text : texts) {
      longestTokens = Math.max(longestTokens, text.length);
      if (!batch.isEmpty() && (batch.size() + 1) * longestTokens > budgetTokens) {
        all.add(batch);
        batch = new ArrayList<>();
        longestTokens = text.length;
      }
      batch.add(text);
    }
    all.add(batch);
    return new PaddedBatches(all);
  }

  /** Tokens of all texts. */
  long tokens() {
    return all.stream().flatMap(List::stream).mapToLong(text -> text.length).sum();
  }

  /** Which part of the rows is padding. */
  double paddingShare() {
    long padded = all.stream().mapToLong(PaddedBatches::padded).sum();
    return 1 - (double) tokens() / padded;
  }

  private static long padded(List<int[]> batch) {
    return (long) batch.size() * batch.stream().mapToInt(text -> text.length).max().orElseThrow();
  }
}
