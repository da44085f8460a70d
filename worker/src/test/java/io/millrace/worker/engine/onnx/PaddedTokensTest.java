package io.millrace.worker.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.LongBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaddedTokensTest {
  private final PaddedTokens tensors = new PaddedTokens(9);

  @Test
  void textsAreRowsPaddedAtTheRight() {
    tensors.layOut(List.of(new int[] {1, 2, 3}, new int[] {4}));

    assertThat(tensors.shape()).containsExactly(2, 3);
    assertThat(numbers(tensors.ids())).containsExactly(1, 2, 3, 4, 9, 9);
    assertThat(numbers(tensors.mask())).containsExactly(1, 1, 1, 1, 0, 0);
    assertThat(numbers(tensors.types())).containsOnly(0);
    assertThat(tensors.paddedTokens()).isEqualTo(6);
  }

  @Test
  void smallerBatchLeavesNothingOfTheLargerOne() {
    tensors.layOut(List.of(new int[] {1, 2, 3}, new int[] {4}));
    tensors.layOut(List.of(new int[] {5}));

    assertThat(numbers(tensors.ids())).containsExactly(5);
    assertThat(numbers(tensors.mask())).containsExactly(1);
    assertThat(numbers(tensors.types())).containsExactly(0);
  }

  @Test
  void nativeMemoryIsReadInPlace() {
    tensors.layOut(List.of(new int[] {1}));

    assertThat(tensors.ids().isDirect()).isTrue();
  }

  private static long[] numbers(LongBuffer buffer) {
    long[] numbers = new long[buffer.remaining()];
    buffer.duplicate().get(numbers);
    return numbers;
  }
}
