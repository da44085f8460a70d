package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/** One text a row, padded at the right, with a mask over the padding: what encoders take. */
public final class PaddedTokens implements TokenTensors {
  private final int padToken;
  private final NativeLongs ids = new NativeLongs();
  private final NativeLongs mask = new NativeLongs();

  private final NativeLongs types = new NativeLongs();

  private int rows;
  private int longestTokens;

  /**
   * Makes room for nothing yet.
   *
   * @param padToken fills up the rows
   */
  public PaddedTokens(int padToken) {
    this.padToken = padToken;
  }

  @Override
  public void layOut(List<int[]> texts) {
    rows = texts.size();
    longestTokens = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    int tokens = Math.multiplyExact(rows, longestTokens);
    ids.reserve(tokens);
    mask.reserve(tokens);
    types.reserve(tokens);
    texts.forEach(this::putRow);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public long paddedTokens() {
    return (long) rows * longestTokens;
  }

  @Override
  public LongBuffer ids() {
    return ids.toBuffer();
  }

  /** 1 for a token, 0 for padding. */
  LongBuffer mask() {
    return mask.toBuffer();
  }

  /** All 0: the texts have no second part. */
  LongBuffer types() {
    return types.toBuffer();
  }

  /** {@code [batch, sequence]}. */
  long[] shape() {
    return new long[] {rows, longestTokens};
  }

  @Override
  public Map<String, OnnxTensor> inputs() throws OrtException {
    return Map.of(
        GraphSignature.IDS, ids.toTensor(shape()),
        GraphSignature.MASK, mask.toTensor(shape()),
        GraphSignature.TYPES, types.toTensor(shape()));
  }

  private void putRow(int[] text) {
    for (int token : text) {
      ids.put(token);
      mask.put(1);
    }
    for (int i = text.length; i < longestTokens; i++) {
      ids.put(padToken);
      mask.put(0);
    }
  }
}
