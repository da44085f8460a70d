package io.millrace.worker.http;

import java.util.Map;

/** Headers of a response, refused where a handler makes them rather than while they are sent. */
final class ResponseHeaders {
  private ResponseHeaders() {}

  /**
   * A copy.
   *
   * @throws IllegalArgumentException if a value is not printable ASCII
   */
  static Map<String, String> copyOf(Map<String, String> headers) {
    headers.forEach(ResponseHeaders::require);
    return Map.copyOf(headers);
  }

  private static void require(String name, String value) {
    if (!value.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw new IllegalArgumentException("the value of %s is not printable ASCII".formatted(name));
    }
  }
}
