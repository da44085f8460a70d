package io.millrace.topology.chunk;

/** A hash that is the same in each process and release, because chunks depend on it. */
final class TextHash {
  static final int BITS = 56;

  private TextHash() {}

  /** At least 0, less than 2 to the power of {@link #BITS}. */
  static long of(String text, int start, int end) {
    long hash = 1;
    for (int at = start; at < end; at++) {
      hash = hash * 1_000_003 + text.charAt(at);
    }
    return mixed(hash) >>> (Long.SIZE - BITS);
  }

  /** Each bit in depends on each bit out; the odd constants are any that have many bits. */
  private static long mixed(long hash) {
    long once = (hash ^ (hash >>> 31)) * 0x9e3779b97f4a7c15L;
    long twice = (once ^ (once >>> 29)) * 0xd1342543de82ef95L;
    return twice ^ (twice >>> 32);
  }
}
