package io.millrace.worker.engine.qwen3;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.NativeInts;
import io.millrace.worker.engine.onnx.NativeLongs;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/** Tokens end to end, and where each goes in rows of one length. For {@link GatheredRows}. */
final class SpreadTokens implements TokenTensors {
  private final NativeLongs ids = new NativeLongs();
  private final NativeLongs last = new NativeLongs();
  private final NativeInts lengths = new NativeInts();
  private final NativeInts longest = new NativeInts();
  private final NativeLongs spread = new NativeLongs();
  private final NativeLongs pack = new NativeLongs();
  private int rows;
  private int tokens;
  private int longestTokens;

  @Override
  public void layOut(List<int[]> texts) {
    rows = texts.size();
    tokens = texts.stream().mapToInt(text -> text.length).reduce(0, Math::addExact);
    longestTokens = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    ids.reserve(tokens);
    pack.reserve(tokens);
    last.reserve(rows);
    lengths.reserve(rows);
    spread.reserve(Math.multiplyExact(rows, longestTokens));
    longest.reserve(1).put(longestTokens);
    int first = 0;
    for (int row = 0; row < rows; row++) {
      put(texts.get(row), row, first);
      first += texts.get(row).length;
    }
  }

  private void put(int[] text, int row, int first) {
    int end = text.length - 1;
    for (int i = 0; i < text.length; i++) {
      ids.put(text[i]);
      pack.put((long) row * longestTokens + i);
    }
    // Padding repeats the last token: it comes after all real ones, so none attends to it.
    for (int i = 0; i < longestTokens; i++) {
      spread.put(first + Math.min(i, end));
    }
    last.put(first + end);
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
        NetworkLayout.IDS, ids.toTensor(tokens),
        NetworkLayout.LAST, last.toTensor(rows),
        PaddedAttention.LENGTHS, lengths.toTensor(rows),
        PaddedAttention.ROW_LENGTH, longest.toTensor(),
        GatheredRows.SPREAD, spread.toTensor(rows, longestTokens),
        GatheredRows.PACK, pack.toTensor(tokens));
  }
}
