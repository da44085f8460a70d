package io.millrace.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaddedBatchesTest {
  @Test
  void batchEndsBeforeItsPaddedRowsExceedTheBudget() {
    assertThat(lengths(batches(10, 3, 4, 2, 6, 1, 1, 12, 1)))
        .containsExactly(
            List.of(3, 4), List.of(2), List.of(6), List.of(1, 1), List.of(12), List.of(1));
  }

  @Test
  void paddingIsWhatRowsAreLongerThanTheirTexts() {
    PaddedBatches batches = batches(8, 4, 1, 2);

    assertThat(batches.tokens()).isEqualTo(7);
    assertThat(batches.paddingShare()).isCloseTo(3 / 10.0, within(1e-9));
  }

  private static PaddedBatches batches(int budgetTokens, int... lengths) {
    return PaddedBatches.of(
        IntStream.of(lengths).mapToObj(length -> new int[length]).toList(), budgetTokens);
  }

  private static List<List<Integer>> lengths(PaddedBatches batches) {
    return batches.all().stream()
        .map(batch -> batch.stream().map(text -> text.length).toList())
        .toList();
  }
}
