package io.millrace.topology.chunk;

/**
 * A stretch of a text that is not cut further.
 *
 * @param start index of its first char
 * @param end index behind its last char
 * @param tokens its tokens, without special ones
 */
record Span(int start, int end, int tokens) {
  int chars() {
    return end - start;
  }
}
