package io.millrace.worker.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.page.Search.Found;
import io.millrace.worker.page.Search.Hit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PageRoutesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Search SEARCH =
      (query, _) ->
          query.equals("refuse")
              ? new Found.Refused("too long")
              : new Found.Hits(List.of(new Hit("doc", 0.5, "about " + query)));

  private final AtomicLong looks = new AtomicLong();
  private final Page page =
      Page.start(() -> TestStatus.after(looks.incrementAndGet()), Optional.of(SEARCH));

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  void allOfItAsksForAKey() {
    assertThat(page.routes())
        .extracting(route -> route.method() + " " + route.path(), Route::access)
        .containsExactly(
            tuple("GET /", Route.Access.KEY),
            tuple("GET /events", Route.Access.KEY),
            tuple("POST /search", Route.Access.KEY));
  }

  @Test
  void withoutASearchThereIsNoRouteForOne() {
    try (Page blind = Page.start(() -> TestStatus.after(1), Optional.empty())) {
      assertThat(blind.routes()).extracting(Route::path).doesNotContain("/search");
    }
  }

  @Test
  void thePageMayRunNothingButItself() throws Exception {
    Response.Whole answer = (Response.Whole) answer("/", "");

    assertThat(answer.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'sha256-")
        .doesNotContain("unsafe");
    assertThat(new String(answer.body(), UTF_8).replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://", " style=\"", " onclick=");
  }

  @Test
  void aWatcherIsToldTheChartAndThenEveryFrame() throws Exception {
    List<JsonNode> told = new ArrayList<>();
    CountDownLatch enough = new CountDownLatch(3);
    Response.Events events = (Response.Events) answer("/events", "");
    Thread watcher = Thread.startVirtualThread(() -> watch(events, told, enough));

    enough.await();
    watcher.interrupt();
    watcher.join();

    assertThat(told.getFirst().at("/event").textValue()).isEqualTo("hello");
    assertThat(told.getFirst().at("/data/search").booleanValue()).isTrue();
    JsonNode frame = told.get(2).get("data");
    assertThat(frame.at("/status/stream/lag/documents-0").longValue()).isEqualTo(7);
    assertThat(frame.at("/status/lanes/0/lane").textValue()).isEqualTo("STREAM");
    assertThat(frame.at("/status/about/fingerprint").textValue()).hasSize(16);
    assertThat(frame.at("/status/guard").isNull()).isTrue();
    assertThat(frame.at("/status/usage/0/account/name").textValue()).isEqualTo("articles");
    assertThat(frame.at("/rates/tokens").doubleValue()).isPositive();
    assertThat(frame.at("/point/lag").longValue()).isEqualTo(7);
  }

  @Test
  void watchersShareOneLookASecond() throws Exception {
    CountDownLatch enough = new CountDownLatch(12);
    Response.Events events = (Response.Events) answer("/events", "");
    List<Thread> watchers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<JsonNode> told = new ArrayList<>();
      watchers.add(Thread.startVirtualThread(() -> watch(events, told, enough)));
    }

    enough.await();
    watchers.forEach(Thread::interrupt);

    assertThat(looks.get()).isLessThanOrEqualTo(5);
  }

  @Test
  void closingEndsTheEvents() throws Exception {
    CountDownLatch told = new CountDownLatch(2); // then it waits for the next frame
    Response.Events events = (Response.Events) answer("/events", "");
    Thread watcher = Thread.startVirtualThread(() -> watch(events, new ArrayList<>(), told));
    told.await();

    page.close();

    assertThat(watcher.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aSearchAnswersWithHits() throws Exception {
    Response.Whole answer = (Response.Whole) answer("/search", "{\"query\": \"rivers\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"hits": [{"id": "doc", "score": 0.5, "excerpt": "about rivers"}]}
                """));
  }

  @Test
  void aQueryThatTheModelRefusesIsAnError() throws Exception {
    assertThat(error("{\"query\": \"refuse\"}")).isEqualTo("query_refused");
  }

  @Test
  void whatIsNoQueryIsAnError() throws Exception {
    for (String body : List.of("", "{", "[]", "null", "{\"query\": 1}", "{\"query\": \" \"}")) {
      assertThat(error(body)).as(body).isEqualTo("invalid_query");
    }
    assertThat(error("{\"query\": \"%s\"}".formatted("a".repeat(70_000))))
        .isEqualTo("invalid_query");
  }

  private String error(String body) throws Exception {
    Response.Whole answer = (Response.Whole) answer("/search", body);
    assertThat(answer.status()).isEqualTo(400);
    return JSON.readTree(answer.body()).at("/error/code").textValue();
  }

  private Response answer(String path, String body) throws Exception {
    Route route =
        page.routes().stream().filter(it -> it.path().equals(path)).findFirst().orElseThrow();
    return route
        .handler()
        .handle(
            new Request(route.method(), path, "", Map.of(), ApiKey.ANYBODY, body.getBytes(UTF_8)));
  }

  private static void watch(Response.Events events, List<JsonNode> told, CountDownLatch enough) {
    try {
      events
          .source()
          .sendTo((name, data) -> {
            assertThat(data).doesNotContain("\n");
            told.add(event(name, data));
            enough.countDown();
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static JsonNode event(String name, String data) {
    try {
      return JSON.readTree("{\"event\": \"%s\", \"data\": %s}".formatted(name, data));
    } catch (JsonProcessingException e) {
      throw new AssertionError(data, e);
    }
  }
}
