package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the graph is told of where each token lies. */
class TokenLayoutsTest {
  private static final List<int[]> TEXTS = List.of(ids(5, 3), ids(9, 1), ids(7, 4));

  private final Map<String, Object> inputs = new HashMap<>();
  private final Map<String, long[]> shapes = new HashMap<>();

  @Test
  void spreadTokensLieEndToEndAndKnowTheirRows() throws OrtException {
    SpreadTokens tensors = new SpreadTokens();

    layOut(tensors, TEXTS);

    assertLongs(NetworkLayout.IDS, 5, 6, 7, 9, 7, 8, 9, 10);
    assertLongs(NetworkLayout.LAST, 2, 3, 7);
    assertInts(PaddedAttention.LENGTHS, 2, 0, 3);
    assertInts(PaddedAttention.ROW_LENGTH, 4);
    assertLongs(GatheredRows.SPREAD, 0, 1, 2, 2, 3, 3, 3, 3, 4, 5, 6, 7);
    assertLongs(GatheredRows.PACK, 0, 1, 2, 4, 8, 9, 10, 11);
    assertThat(shapes.get(GatheredRows.SPREAD)).containsExactly(3, 4);
    assertThat(shapes.get(PaddedAttention.ROW_LENGTH)).isEmpty();
    assertThat(tensors.rows()).isEqualTo(3);
    assertThat(tensors.paddedTokens()).isEqualTo(12);
  }

  @Test
  void rowTokensArePaddedAtTheRight() throws OrtException {
    RowTokens tensors = new RowTokens();

    layOut(tensors, TEXTS);

    assertLongs(NetworkLayout.IDS, 5, 6, 7, 0, 9, 0, 0, 0, 7, 8, 9, 10);
    assertLongs(NetworkLayout.LAST, 2, 4, 11);
    assertInts(PaddedAttention.LENGTHS, 2, 0, 3);
    assertInts(PaddedAttention.ROW_LENGTH, 4);
    assertLongs(PaddedRows.SHAPE, 3, 4, -1);
    assertThat(tensors.rows()).isEqualTo(3);
    assertThat(tensors.paddedTokens()).isEqualTo(12);
  }

  @Test
  void packedTokensHavePagesOfTheirOwnText() throws OrtException {
    PackedTokens tensors = new PackedTokens(2, 8, 128);

    layOut(tensors, TEXTS);

    assertLongs(NetworkLayout.IDS, 5, 6, 7, 9, 7, 8, 9, 10);
    assertLongs(NetworkLayout.LAST, 2, 3, 7);
    assertInts(PackedAttention.STARTS, 0, 3, 4, 8);
    assertInts(PackedAttention.PAST, 0, 0, 0);
    assertInts(PackedAttention.PAGES, 0, 1, 2, -1, 3, 4);
    assertInts(PackedAttention.SLOTS, 0, 1, 2, 4, 6, 7, 8, 9);
    assertLongs(PackedAttention.POOL_SHAPE, 5, 2, 8, 128);
    assertInts(PackedAttention.LONGEST, 4, 4);
    assertThat(shapes.get(PackedAttention.PAGES)).containsExactly(3, 2);
    assertThat(tensors.paddedTokens()).isEqualTo(8);
  }

  @Test
  void smallerBatchLeavesNothingOfTheLargerOne() throws OrtException {
    for (TokenTensors tensors : List.of(new SpreadTokens(), new PackedTokens(128, 2, 32))) {
      layOut(tensors, TEXTS);
      layOut(tensors, List.of(ids(3, 2)));
      Map<String, Object> after = Map.copyOf(inputs);
      TokenTensors fresh =
          tensors instanceof SpreadTokens ? new SpreadTokens() : new PackedTokens(128, 2, 32);
      layOut(fresh, List.of(ids(3, 2)));

      assertThat(after).usingRecursiveComparison().isEqualTo(inputs);
    }
  }

  @Test
  void fewLongTextsOfAboutOneLengthGoPadded() {
    assertThat(isFewAndLong(32_768)).isTrue();
    assertThat(isFewAndLong(8192, 8192, 7800)).isTrue();
    assertThat(isFewAndLong(TokensOfBatch.LONG_TOKENS)).isTrue();
    assertThat(isFewAndLong(TokensOfBatch.LONG_TOKENS - 1)).isFalse();
    assertThat(isFewAndLong(8192, 4096)).isFalse();
    assertThat(isFewAndLong(8192, 128, 128)).isFalse();
    assertThat(isFewAndLong(128, 128, 128)).isFalse();
  }

  @Test
  void batchIsLaidOutOneWayAndATokenTheOther() throws OrtException {
    TokensOfBatch tensors = new TokensOfBatch(new PackedTokens(128, 2, 32), new SpreadTokens());

    layOut(tensors, TEXTS);
    assertThat(inputs.get(AttentionOfBatch.IS_PADDED)).isEqualTo(false);
    assertInts(PackedAttention.STARTS, 0, 3, 4, 8);
    assertInts(PaddedAttention.LENGTHS, 0);
    assertThat(tensors.rows()).isEqualTo(3);
    assertThat(tensors.paddedTokens()).isEqualTo(8);

    layOut(tensors, List.of(ids(0, 5000)));
    assertThat(inputs.get(AttentionOfBatch.IS_PADDED)).isEqualTo(true);
    assertInts(PackedAttention.STARTS, 0, 1);
    assertInts(PaddedAttention.LENGTHS, 4999);
    assertThat(shapes.get(NetworkLayout.IDS)).containsExactly(5000);
    assertThat(shapes.get(AttentionOfBatch.IS_PADDED)).isEmpty();
  }

  private static boolean isFewAndLong(int... lengths) {
    return TokensOfBatch.isFewAndLong(
        Arrays.stream(lengths).mapToObj(length -> new int[length]).toList());
  }

  private void layOut(TokenTensors tensors, List<int[]> texts) throws OrtException {
    inputs.clear();
    shapes.clear();
    tensors.layOut(texts);
    for (Map.Entry<String, OnnxTensor> input : tensors.inputs().entrySet()) {
      try (OnnxTensor tensor = input.getValue()) {
        shapes.put(input.getKey(), tensor.getInfo().getShape());
        inputs.put(input.getKey(), numbers(tensor));
      }
    }
  }

  private static Object numbers(OnnxTensor tensor) throws OrtException {
    return switch (tensor.getInfo().type) {
      case INT64 -> {
        long[] numbers = new long[tensor.getLongBuffer().remaining()];
        tensor.getLongBuffer().get(numbers);
        yield numbers;
      }
      case INT32 -> {
        int[] numbers = new int[tensor.getIntBuffer().remaining()];
        tensor.getIntBuffer().get(numbers);
        yield numbers;
      }
      default -> Objects.requireNonNull(tensor.getValue());
    };
  }

  private void assertLongs(String input, long... expected) {
    assertThat((long[]) inputs.get(input)).containsExactly(expected);
  }

  private void assertInts(String input, int... expected) {
    assertThat((int[]) inputs.get(input)).containsExactly(expected);
  }

  private static int[] ids(int first, int count) {
    int[] ids = new int[count];
    Arrays.setAll(ids, i -> first + i);
    return ids;
  }
}
