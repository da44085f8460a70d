package io.millrace.worker.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client gets. */
public sealed interface Response {
  /** Further headers, their values printable ASCII. */
  Map<String, String> headers();

  /**
   * All at once.
   *
   * @param body not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // bodies of several MiB are not copied
  record Whole(int status, String contentType, Map<String, String> headers, byte[] body)
      implements Response {
    public Whole {
      requireNonNull(contentType, "contentType");
      headers = ResponseHeaders.copyOf(headers);
      requireNonNull(body, "body");
    }

    /** The same with one more header. */
    public Whole with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Whole(status, contentType, more, body);
    }
  }

  /** Server-sent events, until the source ends or the client leaves. */
  record Events(Map<String, String> headers, EventSource source) implements Response {
    public Events {
      headers = ResponseHeaders.copyOf(headers);
      requireNonNull(source, "source");
    }
  }

  /** Where server-sent events come from. */
  @FunctionalInterface
  interface EventSource {
    /**
     * Sends events for as long as it has some.
     *
     * @throws InterruptedException if the client has left or the server is closed
     */
    void sendTo(EventSink client) throws InterruptedException;
  }

  /** Where server-sent events go. */
  @FunctionalInterface
  interface EventSink {
    /**
     * Sends one; waits while the client does not keep up.
     *
     * @param name of the event
     * @param data one line
     */
    void send(String name, String data) throws InterruptedException;
  }

  /** An object in JSON. */
  static Whole json(int status, String body) {
    return text(status, "application/json", body);
  }

  /** Any text, in UTF-8. */
  static Whole text(int status, String contentType, String body) {
    return new Whole(status, contentType, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }
}
