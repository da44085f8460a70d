package io.millrace.worker.http;

import io.vertx.core.MultiMap;

/** What a client announces. */
final class ContentLength {
  /** The client does not tell: the body comes in chunks, or there is none. */
  static final long UNKNOWN = -1;

  private ContentLength() {}

  /** In bytes. HTTP/1.1 refuses what is no number before this is asked. */
  static long of(MultiMap headers) {
    String announced = headers.get("Content-Length");
    try {
      return announced == null ? UNKNOWN : Long.parseLong(announced.strip());
    } catch (NumberFormatException _) {
      return UNKNOWN; // the bytes are counted anyway
    }
  }
}
