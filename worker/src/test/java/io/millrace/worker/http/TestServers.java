package io.millrace.worker.http;

import io.millrace.topology.port.Lane;
import io.millrace.worker.config.DataSize;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ApiKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Servers with limits that a test can reach. */
final class TestServers {
  static final int BODY_BYTES = 1 << 20;
  static final Duration LONG = Duration.ofSeconds(60);
  static final Duration DRAIN_TIME = Duration.ofSeconds(10);
  static final String SECRET = "a secret";

  /** Answers as many bytes as came. */
  static final Route COUNT =
      Route.post(
          "/count",
          Route.Access.KEY,
          request -> Response.json(200, Integer.toString(request.body().length)));

  static final Route HELLO =
      Route.get("/hello", Route.Access.OPEN, _ -> Response.text(200, "text/plain", "hello"));

  static final ApiKeys KEYS =
      new ApiKeys() {
        @Override
        public boolean areRequired() {
          return true;
        }

        @Override
        public Optional<ApiKey> find(String secret) {
          return secret.equals(SECRET)
              ? Optional.of(
                  new ApiKey("team", Lane.ONLINE, OptionalLong.empty(), OptionalInt.empty()))
              : Optional.empty();
        }
      };

  private TestServers() {}

  static HttpConfig.Limits limits(int connections, Duration bodyTime, Duration idleTime) {
    return new HttpConfig.Limits(
        2048,
        300_000,
        new DataSize(BODY_BYTES),
        new DataSize(2 * BODY_BYTES),
        connections,
        LONG,
        bodyTime,
        idleTime,
        DRAIN_TIME);
  }

  static HttpConfig.Limits limits() {
    return limits(1000, LONG, LONG);
  }

  static HttpServer start(HttpConfig.Limits limits, Route... routes) {
    return start(limits, ApiKeys.NONE, RequestObserver.NONE, routes);
  }

  static HttpServer start(
      HttpConfig.Limits limits, ApiKeys keys, RequestObserver observer, Route... routes) {
    return HttpServer.start(
        new Address("127.0.0.1", 0, "http.host", "http.port"),
        Optional.empty(),
        limits,
        new Entrance(List.of(routes), keys, observer));
  }

  static HttpConfig config(String host, int port, int managementPort, HttpConfig.Tls tls) {
    return new HttpConfig(
        true,
        host,
        port,
        "127.0.0.1",
        managementPort,
        tls,
        new HttpConfig.Keys("", ""),
        limits(),
        Map.of());
  }
}
