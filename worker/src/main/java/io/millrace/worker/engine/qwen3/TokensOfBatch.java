package io.millrace.worker.engine.qwen3;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays a batch out packed or padded, whichever the attention is faster with, and says which. For
 * {@link AttentionOfBatch}: its graph has the inputs of both, so the other gets a single token.
 */
final class TokensOfBatch implements TokenTensors {
  /**
   * From here on the kernel for packed tokens is the slower one: by 4 % on an H200, and growing.
   */
  static final int LONG_TOKENS = 2048;

  /** Most padding, as a part of the real tokens: the reciprocal. */
  static final int MOST_PADDING = 8;

  private static final List<int[]> NOTHING = List.of(new int[] {0});

  private final TokenTensors packed;
  private final TokenTensors padded;
  private final ByteBuffer condition = ByteBuffer.allocateDirect(1);
  private boolean isPadded;

  TokensOfBatch(TokenTensors packed, TokenTensors padded) {
    this.packed = packed;
    this.padded = padded;
  }

  @Override
  public void layOut(List<int[]> texts) {
    isPadded = isFewAndLong(texts);
    condition.put(0, (byte) (isPadded ? 1 : 0));
    chosen().layOut(texts);
    other().layOut(NOTHING);
  }

  /** Whether padding is worth it: long texts, of about one length. */
  static boolean isFewAndLong(List<int[]> texts) {
    long tokens = 0;
    long longestTokens = 0;
    for (int[] text : texts) {
      tokens += text.length;
      longestTokens = Math.max(longestTokens, text.length);
    }
    long paddingTokens = texts.size() * longestTokens - tokens;
    return longestTokens >= LONG_TOKENS && paddingTokens <= tokens / MOST_PADDING;
  }

  @Override
  public int rows() {
    return chosen().rows();
  }

  @Override
  public long paddedTokens() {
    return chosen().paddedTokens();
  }

  @Override
  public LongBuffer ids() {
    return chosen().ids();
  }

  @Override
  public Map<String, OnnxTensor> inputs() throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>(other().inputs());
    chosen()
        .inputs()
        .forEach((name, tensor) -> {
          OnnxTensor shared = inputs.put(name, tensor);
          if (shared != null) {
            shared.close();
          }
        });
    inputs.put(
        AttentionOfBatch.IS_PADDED,
        OnnxTensor.createTensor(
            OrtEnvironment.getEnvironment(), condition, new long[0], OnnxJavaType.BOOL));
    return inputs;
  }

  private TokenTensors chosen() {
    return isPadded ? padded : packed;
  }

  private TokenTensors other() {
    return isPadded ? packed : padded;
  }
}
