package io.millrace.worker.http;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Bytes that arrive. One array that grows, as a list of many tiny chunks costs more than they. */
final class Body {
  private static final int LEAST_GROWTH_BYTES = 1024;

  private final long mostBytes;
  private byte[] bytes = {};
  private int size;

  /**
   * An empty one.
   *
   * @param mostBytes as far as it ever grows: what the client has announced, or what it may send
   */
  Body(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  int size() {
    return size;
  }

  /** How many bytes of memory another chunk takes. */
  long growthFor(int chunkBytes) {
    return capacityFor(chunkBytes) - bytes.length;
  }

  private long capacityFor(int chunkBytes) {
    long needed = (long) size + chunkBytes;
    if (needed <= bytes.length) {
      return bytes.length;
    }
    long doubled = Math.max(LEAST_GROWTH_BYTES, 2L * bytes.length);
    return Math.max(needed, Math.min(doubled, mostBytes));
  }

  void append(Buffer chunk) {
    int capacity = Math.toIntExact(capacityFor(chunk.length()));
    if (capacity > bytes.length) {
      bytes = Arrays.copyOf(bytes, capacity);
    }
    chunk.getBytes(bytes, size);
    size += chunk.length();
  }

  /** All of it; not a copy where none is needed. */
  byte[] toBytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
