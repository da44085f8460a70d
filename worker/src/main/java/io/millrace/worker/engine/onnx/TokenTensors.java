package io.millrace.worker.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;

/**
 * Room for one padded batch in native memory, which ONNX Runtime reads in place. Grows to the
 * largest batch and stays. Owned by one thread at a time.
 */
public final class TokenTensors {
  private final int padToken;
  private LongBuffer ids = allocate(0);
  private LongBuffer mask = allocate(0);
  private LongBuffer types = allocate(0);
  private int rows;
  private int longestTokens;

  /**
   * Makes room for nothing yet.
   *
   * @param padToken fills up the rows
   */
  public TokenTensors(int padToken) {
    this.padToken = padToken;
  }

  /**
   * Lays texts out, one a row, padded at the right; what was there is lost.
   *
   * @param texts token ids, at least one text
   */
  public void layOut(List<int[]> texts) {
    rows = texts.size();
    longestTokens = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    reserve(Math.multiplyExact(rows, longestTokens));
    texts.forEach(this::putRow);
    ids.flip();
    mask.flip();
  }

  /** Texts that are laid out. */
  public int rows() {
    return rows;
  }

  /** Tokens that the device has to work on, padding included. */
  public long paddedTokens() {
    return (long) rows * longestTokens;
  }

  /** {@code [batch, sequence]}. */
  long[] shape() {
    return new long[] {rows, longestTokens};
  }

  /** Token ids, row after row, padding included. */
  public LongBuffer ids() {
    return ids;
  }

  /** 1 for a token, 0 for padding. */
  LongBuffer mask() {
    return mask;
  }

  /** All 0: the texts have no second part. */
  LongBuffer types() {
    return types;
  }

  private void reserve(int tokens) {
    if (tokens > types.capacity()) {
      ids = allocate(tokens);
      mask = allocate(tokens);
      types = allocate(tokens);
    }
    ids.clear();
    mask.clear();
    types.clear().limit(tokens);
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

  private static LongBuffer allocate(int tokens) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(tokens, Long.BYTES))
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }
}
