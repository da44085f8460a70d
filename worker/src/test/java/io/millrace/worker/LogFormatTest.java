package io.millrace.worker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process writes to stderr with the worker's own configuration of its logs. */
@Timeout(60)
class LogFormatTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void eachEventIsAJsonObjectOnALineOfItsOwn() throws Exception {
    List<JsonNode> events = json(Map.of("MILLRACE_LOG_FORMAT", "json"));

    assertThat(events)
        .extracting(event -> event.path("level").textValue())
        .containsExactly("INFO", "WARN", "ERROR", "WARN");
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(Instant.parse(requireNonNull(event.path("timestamp").textValue())))
              .isBetween(Instant.now().minusSeconds(60), Instant.now());
          assertThat(event.path("thread").textValue()).isEqualTo("main");
          assertThat(event.path("logger").textValue()).isNotBlank();
        });
    assertThat(events.getFirst().path("message").textValue())
        .isEqualTo("a \"quoted\" message on\ntwo lines");
  }

  @Test
  void keysAndValuesAreFieldsOfTheObject() throws Exception {
    JsonNode event = json(Map.of("MILLRACE_LOG_FORMAT", "JSON")).get(1);

    assertThat(event.path("message").textValue()).isEqualTo("rejected");
    assertThat(event.path("topic").asText()).isEqualTo("articles");
    assertThat(event.path("offset").asText()).isEqualTo("42");
  }

  @Test
  void anExceptionIsAField() throws Exception {
    List<JsonNode> events = json(Map.of("MILLRACE_LOG_FORMAT", "json"));

    assertThat(events.get(2).path("exception").textValue())
        .startsWith("java.lang.IllegalStateException: a fault")
        .contains("at io.millrace.worker.LoggingProgram.main");
    assertThat(events.get(1).has("exception")).isFalse();
  }

  @Test
  void theJdksOwnLoggingIsInTheSameFormat() throws Exception {
    JsonNode event = json(Map.of("MILLRACE_LOG_FORMAT", "json")).getLast();

    assertThat(event.path("logger").textValue()).isEqualTo("io.opentelemetry");
    assertThat(event.path("message").textValue()).isEqualTo("from the JDK's logging");
  }

  @Test
  void withoutAFormatLinesAreForPeople() throws Exception {
    List<String> lines = lines(Map.of());

    assertThat(lines.getFirst()).contains("INFO", "LoggingProgram", "a \"quoted\" message on");
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("rejected", "topic=articles", "offset=42"));
    assertThat(lines)
        .anySatisfy(
            line -> assertThat(line).startsWith("java.lang.IllegalStateException: a fault"));
  }

  @Test
  void anUnknownFormatIsTakenForText() throws Exception {
    assertThat(lines(Map.of("MILLRACE_LOG_FORMAT", "xml")))
        .isNotEmpty()
        .first()
        .asString()
        .contains("a \"quoted\" message on");
  }

  private List<JsonNode> json(Map<String, String> environment) throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String line : lines(environment)) {
      events.add(JSON.readTree(line));
    }
    return events;
  }

  private List<String> lines(Map<String, String> environment)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    ProcessBuilder program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                LoggingProgram.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    program.environment().remove("MILLRACE_LOG_FORMAT");
    program.environment().remove("MILLRACE_LOG_LEVEL");
    program.environment().putAll(environment);
    program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    assertThat(program.start().waitFor()).isZero();
    return Files.readAllLines(log);
  }
}
