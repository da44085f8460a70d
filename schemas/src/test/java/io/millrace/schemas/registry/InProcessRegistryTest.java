package io.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InProcessRegistryTest {
  private static final String ONE_FIELD = record("{\"name\":\"a\",\"type\":\"int\"}");
  private static final String WITH_DEFAULT =
      record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\",\"default\":0}");
  private static final String WITHOUT_DEFAULT =
      record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\"}");

  private InProcessRegistry registry;
  private SchemaRegistryClient client;

  @BeforeEach
  void start() throws IOException {
    registry = InProcessRegistry.start();
    client = newClient();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void sameSchemaHasOneIdInAllSubjects() {
    int id = client.register("s", ONE_FIELD);

    assertThat(newClient().register("s", ONE_FIELD)).isEqualTo(id);
    assertThat(client.register("t", ONE_FIELD)).isEqualTo(id);
    assertThat(client.register("s", WITH_DEFAULT)).isNotEqualTo(id);
  }

  @Test
  void registeredSchemaIsFoundByIdSubjectAndText() {
    int id = client.register("s/with slash", ONE_FIELD);

    assertThat(client.schema(id)).isEqualTo(new RegisteredSchema(id, "AVRO", ONE_FIELD));
    assertThat(client.latest("s/with slash").id()).isEqualTo(id);
    assertThat(newClient().idOf("s/with slash", ONE_FIELD)).isEqualTo(id);
  }

  @Test
  void newFieldNeedsADefaultByDefault() {
    client.register("s", ONE_FIELD);

    assertThat(client.incompatibilities("s", WITH_DEFAULT)).isEmpty();
    assertThat(client.incompatibilities("s", WITHOUT_DEFAULT)).isNotEmpty();
    assertThatThrownBy(() -> client.register("s", WITHOUT_DEFAULT))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("READER_FIELD_MISSING_DEFAULT_VALUE");
  }

  @Test
  void subjectsOwnCompatibilityGoesBeforeTheGlobalOne() {
    client.register("s", ONE_FIELD);
    assertThat(client.compatibility()).isEqualTo(Compatibility.BACKWARD);
    assertThat(client.compatibility("s")).isEmpty();

    client.setCompatibility("s", Compatibility.FORWARD);

    assertThat(client.compatibility("s")).contains(Compatibility.FORWARD);
    assertThat(client.incompatibilities("s", WITHOUT_DEFAULT)).isEmpty();
  }

  @Test
  void transitiveCompatibilityLooksAtAllVersions() {
    client.register("s", WITH_DEFAULT);
    client.register("s", ONE_FIELD);
    String changed = record("{\"name\":\"b\",\"type\":\"string\",\"default\":\"\"}");

    client.setCompatibility(Compatibility.BACKWARD_TRANSITIVE);

    assertThatThrownBy(() -> client.register("s", changed))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("TYPE_MISMATCH");
    client.setCompatibility(Compatibility.BACKWARD);
    assertThat(client.register("s", changed)).isPositive();
  }

  @Test
  void missingThingsHaveConfluentsCodes() {
    assertThat(notFound(() -> client.latest("none"))).isEqualTo(40401);
    assertThat(notFound(() -> client.schema(99))).isEqualTo(40403);
    client.register("s", ONE_FIELD);
    assertThat(notFound(() -> client.idOf("s", WITH_DEFAULT))).isEqualTo(40403);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /subjects/s/versions/9, '',                     404, 40402",
    "GET,  /subjects/s/versions/0, '',                     422, 42202",
    "GET,  /nothing,               '',                     404, 404",
    "PUT,  /config,                '{\"compatibility\":\"X\"}', 422, 42203",
    "POST, /subjects/s/versions,   '{\"schema\":\"{}\"}',  422, 42201",
    "POST, /subjects/s/versions,   '{',                    400, 400",
    "POST, /subjects/s/versions,   '{\"schemaType\":\"JSON\"}', 422, 42201",
  })
  void wrongRequestsHaveConfluentsCodes(
      String method, String path, String body, int status, int errorCode)
      throws IOException, InterruptedException {
    client.register("s", ONE_FIELD);

    HttpResponse<String> answer = send(method, path, body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error_code\":%d,\"message\":".formatted(errorCode));
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/vnd.schemaregistry.v1+json");
  }

  @Test
  void subjectsAndVersionsAreListed() throws IOException, InterruptedException {
    client.register("subjects", ONE_FIELD);
    client.register("config", ONE_FIELD);

    assertThat(send("GET", "/subjects", "").body()).isEqualTo("[\"config\",\"subjects\"]");
    assertThat(send("GET", "/subjects/subjects/versions", "").body()).isEqualTo("[1]");
  }

  @Test
  void probeFindsItUntilItIsClosed() {
    client.probe();

    registry.close();

    assertThatThrownBy(client::probe).isInstanceOf(RegistryUnavailableException.class);
  }

  private static int notFound(Runnable request) {
    return catchThrowableOfType(SchemaNotFoundException.class, request::run).errorCode();
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private SchemaRegistryClient newClient() {
    return new SchemaRegistryClient(
        RegistryConfig.from(Map.of("schema.registry.url", registry.url(), "max.retries", 0)));
  }

  private static String record(String fields) {
    return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[%s]}".formatted(fields);
  }
}
