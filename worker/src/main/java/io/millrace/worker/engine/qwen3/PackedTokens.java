package io.millrace.worker.engine.qwen3;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.NativeInts;
import io.millrace.worker.engine.onnx.NativeLongs;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/**
 * Tokens end to end, and the page that each one's key and value go to. For {@link PackedAttention}.
 */
final class PackedTokens implements TokenTensors {
  private static final int NO_PAGE = -1;

  private final NativeLongs ids = new NativeLongs();
  private final NativeLongs last = new NativeLongs();
  private final NativeInts starts = new NativeInts();
  private final NativeInts past = new NativeInts();
  private final NativeInts pages = new NativeInts();
  private final NativeInts slots = new NativeInts();
  private final NativeInts positions = new NativeInts();
  private final NativeInts longest = new NativeInts();
  private final NativeLongs poolShape = new NativeLongs();
  private final int pageTokens;
  private final int keyValueHeads;
  private final int headSize;
  private int rows;
  private int tokens;
  private int pagesOfLongest;

  PackedTokens(int pageTokens, int keyValueHeads, int headSize) {
    this.pageTokens = pageTokens;
    this.keyValueHeads = keyValueHeads;
    this.headSize = headSize;
  }

  @Override
  public void layOut(List<int[]> texts) {
    rows = texts.size();
    tokens = texts.stream().mapToInt(text -> text.length).reduce(0, Math::addExact);
    int longestTokens = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    pagesOfLongest = pages(longestTokens);
    reserve();
    longest.reserve(2).put(longestTokens).put(longestTokens);
    int first = 0;
    int page = 0;
    starts.put(0);
    for (int[] text : texts) {
      put(text, page);
      page += pages(text.length);
      first += text.length;
      starts.put(first);
      past.put(0);
      last.put(first - 1);
    }
    poolShape.reserve(4).put(page).put(pageTokens).put(keyValueHeads).put(headSize);
  }

  private void reserve() {
    ids.reserve(tokens);
    slots.reserve(tokens);
    positions.reserve(tokens);
    last.reserve(rows);
    past.reserve(rows);
    starts.reserve(rows + 1);
    pages.reserve(Math.multiplyExact(rows, pagesOfLongest));
  }

  private void put(int[] text, int firstPage) {
    for (int i = 0; i < text.length; i++) {
      ids.put(text[i]);
      slots.put(firstPage * pageTokens + i);
      positions.put(i);
    }
    int used = pages(text.length);
    for (int i = 0; i < pagesOfLongest; i++) {
      pages.put(i < used ? firstPage + i : NO_PAGE);
    }
  }

  private int pages(int tokens) {
    return Math.ceilDiv(tokens, pageTokens);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public long paddedTokens() {
    return tokens;
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
        PackedAttention.STARTS, starts.toTensor(rows + 1L),
        PackedAttention.PAST, past.toTensor(rows),
        PackedAttention.PAGES, pages.toTensor(rows, pagesOfLongest),
        PackedAttention.SLOTS, slots.toTensor(tokens),
        PackedAttention.POSITIONS, positions.toTensor(tokens),
        PackedAttention.POOL_SHAPE, poolShape.toTensor(4),
        PackedAttention.LONGEST, longest.toTensor(2));
  }
}
