package io.millrace.worker.http;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.keys.ApiKey;
import java.util.Map;
import java.util.Optional;

/**
 * A request that has arrived as a whole.
 *
 * @param path of the route
 * @param rest what stands in the route's place for it, still encoded; empty if the route has none
 * @param query what stands behind the question mark, still encoded; empty without one
 * @param headers the first of each name, names in lower case
 * @param key who asks
 * @param body as it came; not copied
 * @param arrivedNanos when its head was there, on the clock of {@link System#nanoTime}
 */
@SuppressWarnings("ArrayRecordComponent") // bodies of several MiB are not copied
public record Request(
    String method,
    String path,
    String rest,
    String query,
    Map<String, String> headers,
    ApiKey key,
    byte[] body,
    long arrivedNanos) {
  public Request {
    requireNonNull(method, "method");
    requireNonNull(path, "path");
    requireNonNull(rest, "rest");
    requireNonNull(query, "query");
    headers = Map.copyOf(headers);
    requireNonNull(key, "key");
    requireNonNull(body, "body");
  }

  /** One that has arrived just now. */
  public Request(
      String method,
      String path,
      String query,
      Map<String, String> headers,
      ApiKey key,
      byte[] body) {
    this(method, path, "", query, headers, key, body, System.nanoTime());
  }

  /** The same with other headers. */
  public Request with(Map<String, String> others) {
    return new Request(method, path, rest, query, others, key, body, arrivedNanos);
  }

  /** A header by its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
