package io.millrace.worker.engine.qwen3;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.NativeInts;
import io.millrace.worker.engine.onnx.NativeLongs;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/** One text a row, padded at the right. For {@link PaddedRows}. */
final class RowTokens implements TokenTensors {
  /** Any token would do: it comes after all real ones, so none attends to it. */
  private static final int PADDING = 0;

  private final NativeLongs ids = new NativeLongs();
  private final NativeLongs last = new NativeLongs();
  private final NativeInts lengths = new NativeInts();
  private final NativeInts longest = new NativeInts();
  private final NativeLongs shape = new NativeLongs();
  private int rows;
  private int longestTokens;

  @Override
  public void layOut(List<int[]> texts) {
    rows = texts.size();
    longestTokens = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    ids.reserve(Math.multiplyExact(rows, longestTokens));
    last.reserve(rows);
    lengths.reserve(rows);
    longest.reserve(1).put(longestTokens);
    shape.reserve(3).put(rows).put(longestTokens).put(-1);
    for (int row = 0; row < rows; row++) {
      put(texts.get(row), row);
    }
  }

  private void put(int[] text, int row) {
    for (int i = 0; i < longestTokens; i++) {
      ids.put(i < text.length ? text[i] : PADDING);
    }
    int end = text.length - 1;
    last.put((long) row * longestTokens + end);
    lengths.put(end);
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

  @Override
  public Map<String, OnnxTensor> inputs() throws OrtException {
    return Map.of(
        NetworkLayout.IDS, ids.toTensor(paddedTokens()),
        NetworkLayout.LAST, last.toTensor(rows),
        PaddedAttention.LENGTHS, lengths.toTensor(rows),
        PaddedAttention.ROW_LENGTH, longest.toTensor(),
        PaddedRows.SHAPE, shape.toTensor(3));
  }
}
