package io.millrace.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Account;
import io.millrace.worker.engine.device.DeviceMemory;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import io.millrace.worker.keys.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a scrape says of parts that come, go and grow. */
class WorkerMetersTest {
  private final WorkerMeters meters = new WorkerMeters("m");

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void aScrapeIsPrometheusTextUnlessOpenMetricsIsAccepted() throws InterruptedException {
    Response.Whole text = scrape(Map.of("accept", "*/*"));
    Response.Whole open =
        scrape(Map.of("accept", "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.2"));

    assertThat(text.contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(body(text)).contains("# TYPE process_uptime_seconds gauge").doesNotContain("# EOF");
    assertThat(open.contentType()).startsWith("application/openmetrics-text");
    assertThat(body(open)).endsWith("# EOF\n");
  }

  @Test
  void partitionsThatMovedAwayAreNotToldAnyMore() {
    AtomicReference<Map<TopicPartition, Long>> lag =
        new AtomicReference<>(
            Map.of(new TopicPartition("t", 0), 5L, new TopicPartition("t", 1), 6L));
    meters.ofStream("tiny").bindLag(lag::get);

    lag.set(Map.of(new TopicPartition("t", 1), 7L));

    assertThat(lines("millrace_lag_records"))
        .containsExactly("{application=\"m\",model=\"tiny\",partition=\"1\",topic=\"t\"} 7.0");
  }

  @Test
  void streamsOfTwoModelsAreToldApart() {
    meters.ofStream("large").bindLag(() -> Map.of(new TopicPartition("t", 0), 5L));
    meters.ofStream("small").bindLag(() -> Map.of(new TopicPartition("t", 0), 6L));

    assertThat(lines("millrace_lag_records"))
        .containsExactlyInAnyOrder(
            "{application=\"m\",model=\"large\",partition=\"0\",topic=\"t\"} 5.0",
            "{application=\"m\",model=\"small\",partition=\"0\",topic=\"t\"} 6.0");
  }

  @Test
  void accountsAppearAsTheyAskAndGrow() {
    Map<Account, Long> usage = new HashMap<>();
    meters.bindUsage(() -> Map.copyOf(usage), tokens -> tokens, tokens -> tokens * 500_000_000);

    usage.put(Account.key("search"), 3L);
    assertThat(lines("millrace_usage_tokens_total"))
        .containsExactly("{application=\"m\",kind=\"key\",name=\"search\"} 3.0");

    usage.put(Account.key("search"), 4L);
    assertThat(lines("millrace_usage_device_seconds_total"))
        .containsExactly("{application=\"m\",kind=\"key\",name=\"search\"} 2.0");
  }

  @Test
  void aDeviceThatTellsNothingHasNoMeters() {
    meters.bindDevices(() ->
        List.of(
            new DeviceReading("cuda:0", Optional.empty(), OptionalDouble.empty()),
            new DeviceReading(
                "cuda:1", Optional.of(new DeviceMemory.Reading(2, 3)), OptionalDouble.of(0.5))));

    assertThat(lines("millrace_engine_memory_used_bytes"))
        .containsExactly("{application=\"m\",device=\"cuda:1\"} 2.0");
    assertThat(lines("millrace_engine_device_utilization_ratio"))
        .containsExactly("{application=\"m\",device=\"cuda:1\"} 0.5");
  }

  @Test
  void timesAreToldInSeconds() {
    meters.ofStream("tiny").bindSerializing(() -> 1_500_000_000);
    meters.bindEncoding(() -> 250_000_000);

    assertThat(lines("millrace_serialize_seconds_total"))
        .containsExactly("{application=\"m\",model=\"tiny\"} 1.5");
    assertThat(lines("millrace_http_encode_seconds_total"))
        .containsExactly("{application=\"m\"} 0.25");
  }

  @Test
  void oneStateOfTheGuardHolds() {
    meters.bindGuard(
        ScrapedWorker.TestGuardState.class,
        () ->
            new GuardReading<>(
                ScrapedWorker.TestGuardState.NO_BACKFILL, Map.of(), Map.of(), Map.of()));

    assertThat(lines("millrace_guard_state"))
        .containsExactlyInAnyOrder(
            "{application=\"m\",state=\"open\"} 0.0",
            "{application=\"m\",state=\"smaller_batches\"} 0.0",
            "{application=\"m\",state=\"no_backfill\"} 1.0",
            "{application=\"m\",state=\"no_online\"} 0.0");
  }

  @Test
  void whateverClientsSendThereAreOnlySoManySeries() {
    HttpMeters http = meters.bindHttp(List.of(route("/v1/models")));

    http.answered("GET", "/v1/models", 200, 1_000, 0, 10);
    http.answered("BREW", "/pot/1", 418, 1_000, 0, 10);
    http.answered("WHEN", "/pot/2", 4180, 1_000, 0, 10);
    http.answered("PROPFIND", "/pot/3", -1, 1_000, 0, 10);

    assertThat(lines("millrace_http_requests_seconds_count"))
        .containsExactlyInAnyOrder(
            "{application=\"m\",method=\"GET\",route=\"/v1/models\",status=\"200\"} 1",
            "{application=\"m\",method=\"other\",route=\"other\",status=\"418\"} 1",
            "{application=\"m\",method=\"other\",route=\"other\",status=\"other\"} 2");
  }

  @Test
  void aRouteCountsWhatItHasInHand() throws InterruptedException {
    HttpMeters http = meters.bindHttp(List.of());
    AtomicReference<List<String>> during = new AtomicReference<>(List.of());
    Route counted =
        http.counted(
            Route.get(
                "/",
                Route.Access.OPEN,
                _ -> {
                  during.set(lines("millrace_http_in_flight_requests"));
                  return Response.json(200, "{}");
                }));

    var _ = counted.handler().handle(request(Map.of()));

    assertThat(during.get()).containsExactly("{application=\"m\"} 1.0");
    assertThat(lines("millrace_http_in_flight_requests"))
        .containsExactly("{application=\"m\"} 0.0");
  }

  private static Route route(String path) {
    return Route.get(path, Route.Access.OPEN, _ -> Response.json(200, "{}"));
  }

  private Response.Whole scrape(Map<String, String> headers) throws InterruptedException {
    return (Response.Whole) meters.route().handler().handle(request(headers));
  }

  private static Request request(Map<String, String> headers) {
    return new Request("GET", "/metrics", "", headers, ApiKey.ANYBODY, new byte[0]);
  }

  private static String body(Response.Whole response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** Labels and value of each sample of a metric. */
  private List<String> lines(String name) {
    return meters
        .scrape(MetricsRoute.TEXT)
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .map(line -> line.substring(name.length()))
        .toList();
  }
}
