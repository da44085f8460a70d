package io.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryClientTest {
  private static final String SCHEMA = "{\"type\":\"string\"}";
  private static final String SCHEMA_ANSWER = "{\"schema\":\"\\\"string\\\"\"}";
  private static final String LATEST_ANSWER = "{\"id\":7,\"version\":1,\"schema\":\"\\\"int\\\"\"}";

  private final List<Duration> waits = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private ScriptedRegistry registry;
  private ScriptedRegistry second;

  @BeforeEach
  void start() throws IOException {
    registry = ScriptedRegistry.start();
    second = ScriptedRegistry.start();
  }

  @AfterEach
  void stop() {
    registry.close();
    second.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void transientStatusIsRetried(int status) {
    registry.thenAnswer(status, "").thenAnswer(status, "").thenAnswer(200, SCHEMA_ANSWER);

    assertThat(client().schema(1).text()).isEqualTo("\"string\"");
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void waitsGrowExponentiallyWithFullJitterUpToTheMaximum() {
    registry.thenAnswer(500, "");

    assertThatThrownBy(() -> client(Map.of("max.retries", 7)).schema(1))
        .isInstanceOf(RegistryUnavailableException.class);

    assertThat(waits).hasSize(7);
    for (int retry = 0; retry < waits.size(); retry++) {
      Duration most = Duration.ofSeconds(Math.min(20, 1L << retry));
      assertThat(waits.get(retry)).isBetween(Duration.ZERO, most);
    }
    assertThat(waits).doesNotHaveDuplicates();
  }

  @Test
  void retryAfterIsHonouredUpToTheMaximum() {
    registry
        .thenAnswer(429, "", Map.of("Retry-After", "5"))
        .thenAnswer(503, "", Map.of("Retry-After", "3600"))
        .thenAnswer(200, SCHEMA_ANSWER);

    client().schema(1);

    assertThat(waits).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(20));
  }

  @Test
  void nextUrlIsAskedWhenTheFirstHasNoRetriesLeft() {
    registry.thenAnswer(500, "");
    second.thenAnswer(200, SCHEMA_ANSWER);

    client(Map.of("schema.registry.url", registry.url() + "," + second.url())).schema(1);

    assertThat(registry.requests()).hasSize(4);
    assertThat(second.requests()).hasSize(1);
  }

  @Test
  void urlThatAnsweredIsAskedFirstFromThenOn() {
    registry.close();
    second.thenAnswer(200, SCHEMA_ANSWER);
    SchemaRegistryClient client =
        client(Map.of("schema.registry.url", registry.url() + "," + second.url()));

    client.schema(1);
    client.schema(2);

    assertThat(waits).hasSize(3);
    assertThat(second.requests()).hasSize(2);
  }

  @Test
  void failureNamesTheUrlsAndNoPassword() {
    registry.close();
    second.close();
    String urls = registry.url().replace("//", "//user:secret@") + "," + second.url();

    assertThatThrownBy(() -> client(Map.of("schema.registry.url", urls)).schema(1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining(registry.url())
        .hasMessageContaining(second.url())
        .hasMessageNotContaining("secret");
  }

  @Test
  void interruptEndsTheRetriesAndIsKept() {
    registry.thenAnswer(500, "");
    SchemaRegistryClient client =
        client(
            Map.of(),
            wait -> {
              throw new InterruptedException();
            });

    assertThatThrownBy(() -> client.schema(1)).isInstanceOf(RegistryUnavailableException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void interruptedThreadStaysInterrupted() {
    registry.thenAnswer(200, SCHEMA_ANSWER);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client().schema(1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {40401, 40402, 40403, 40408})
  void codedNotFoundIsNotFound(int errorCode) {
    registry.thenAnswer(404, "{\"error_code\":%d,\"message\":\"gone\"}".formatted(errorCode));

    SchemaNotFoundException thrown =
        catchThrowableOfType(SchemaNotFoundException.class, () -> client().schema(1));

    assertThat(thrown.errorCode()).isEqualTo(errorCode);
    assertThat(thrown).hasMessageContaining("gone").hasMessageContaining("/schemas/ids/1");
    assertThat(registry.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "404,<html>",
    "404,'{\"error_code\":404}'",
    "401,",
    "403,",
    "422,",
    "302,",
    "200,<html>"
  })
  void otherAnswersAreRefusals(int status, @Nullable String body) {
    registry.thenAnswer(status, body == null ? "" : body);

    RegistryRefusedException thrown =
        catchThrowableOfType(RegistryRefusedException.class, () -> client().schema(1));

    assertThat(thrown.status()).isEqualTo(status);
    assertThat(registry.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 40901})
  void everyConflictIsIncompatible(int errorCode) {
    registry.thenAnswer(409, "{\"error_code\":%d,\"message\":\"too new\"}".formatted(errorCode));

    assertThatThrownBy(() -> client().register("s", SCHEMA))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("too new");
  }

  @Test
  void successWithoutAnIdIsRefused() {
    registry.thenAnswer(200, "{}");

    assertThatThrownBy(() -> client().register("s", SCHEMA))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("no id");
  }

  @Test
  void schemasAndIdsAreAskedForOnce() {
    registry.thenAnswer(200, SCHEMA_ANSWER).thenAnswer(200, "{\"id\":1}");
    SchemaRegistryClient client = client();

    for (int i = 0; i < 3; i++) {
      client.schema(1);
      client.register("s", SCHEMA);
    }

    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void failureIsNotRemembered() {
    registry.thenAnswer(404, "{\"error_code\":40403}").thenAnswer(200, SCHEMA_ANSWER);
    SchemaRegistryClient client = client();

    assertThatThrownBy(() -> client.schema(1)).isInstanceOf(SchemaNotFoundException.class);

    assertThat(client.schema(1).id()).isEqualTo(1);
  }

  @Test
  void latestIsAskedForAgainWhenItsTimeIsUp() {
    registry.thenAnswer(200, LATEST_ANSWER);
    SchemaRegistryClient client = client(Map.of("latest.cache.ttl.sec", 60));

    client.latest("s");
    nanos.set(Duration.ofSeconds(59).toNanos());
    client.latest("s");
    assertThat(registry.requests()).hasSize(1);

    nanos.set(Duration.ofSeconds(60).toNanos());
    client.latest("s");
    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void latestIsKeptForEverByDefault() {
    registry.thenAnswer(200, LATEST_ANSWER);
    SchemaRegistryClient client = client();

    client.latest("s");
    nanos.set(Duration.ofDays(10_000).toNanos());

    assertThat(client.latest("s")).isEqualTo(new RegisteredSchema(7, "AVRO", "\"int\""));
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void typeOfASchemaIsKept() {
    registry.thenAnswer(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}");

    assertThat(client().schema(3)).isEqualTo(new RegisteredSchema(3, "PROTOBUF", "syntax"));
  }

  @Test
  void subjectIsEscapedInThePath() {
    registry.thenAnswer(200, "{\"id\":1}");

    client(Map.of("normalize.schemas", true)).idOf("a b/ü-value", SCHEMA);

    assertThat(registry.requests().get(0).line())
        .isEqualTo("POST /subjects/a%20b%2F%C3%BC-value?normalize=true");
    assertThat(registry.requests().get(0).body())
        .isEqualTo("{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}");
  }

  @Test
  void credentialsComeFromTheUrl() {
    String url = registry.url().replace("//", "//user:p%40ss@");

    assertThat(authorization(Map.of("schema.registry.url", url))).isEqualTo("Basic dXNlcjpwQHNz");
  }

  @Test
  void credentialsComeFromUserInfo() {
    assertThat(
            authorization(
                Map.of(
                    "basic.auth.credentials.source", "USER_INFO",
                    "basic.auth.user.info", "user:p@ss")))
        .isEqualTo("Basic dXNlcjpwQHNz");
  }

  @Test
  void bearerTokenIsSent() {
    assertThat(
            authorization(
                Map.of(
                    "bearer.auth.credentials.source", "STATIC_TOKEN",
                    "bearer.auth.token", "t0ken")))
        .isEqualTo("Bearer t0ken");
  }

  @Test
  void probeDoesNotRetry() {
    registry.thenAnswer(503, "");

    assertThatThrownBy(() -> client().probe()).isInstanceOf(RegistryUnavailableException.class);

    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void probeReturnsWhenTheRegistryAnswers() {
    registry.thenAnswer(200, "[\"AVRO\"]");

    client().probe();

    assertThat(registry.requests().get(0).line()).isEqualTo("GET /schemas/types");
  }

  private String authorization(Map<String, ?> more) {
    registry.thenAnswer(200, SCHEMA_ANSWER);
    client(more).schema(1);
    return String.join(
        ",", registry.requests().get(0).headers().getOrDefault("Authorization", List.of()));
  }

  private SchemaRegistryClient client() {
    return client(Map.of());
  }

  private SchemaRegistryClient client(Map<String, ?> more) {
    return client(more, waits::add);
  }

  private SchemaRegistryClient client(Map<String, ?> more, Backoff.Sleeper sleeper) {
    Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", registry.url()));
    configs.putAll(more);
    RegistryConfig config = RegistryConfig.from(configs);
    Backoff backoff = new Backoff(config.http().retries(), new Random(1), sleeper);
    return new SchemaRegistryClient(config, backoff, nanos::get);
  }
}
