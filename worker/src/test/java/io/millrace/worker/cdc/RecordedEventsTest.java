package io.millrace.worker.cdc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.source.DocumentParser;
import io.millrace.topology.source.KnownColumns;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.source.SourceSettings.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Events that Debezium 3.7 wrote of a table in PostgreSQL 15, long bodies shortened, each with what
 * it is to become; in the order in which they were written.
 */
class RecordedEventsTest {
  private static final String TEMPLATE = "{title}\n\n{body}";

  /** The one row that changes while its body is left out; nothing is known under its later key. */
  private static final KnownColumns KNOWN =
      documentId ->
          documentId.equals("4")
              ? Map.of("body", "A long body that PostgreSQL kept out of the row.")
              : Map.of();

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("events")
  void anEventBecomesWhatHappenedToTheRow(Delivery delivery, String step, JsonNode event) {
    DocumentParser parser = parser(delivery);

    Parsed parsed = parser.parse(bytes(event.get("key")), bytes(event.get("value")), 0, KNOWN);

    assertThat(name(parsed)).as(step).isEqualTo(event.get("becomes").asText());
    if (parsed instanceof Parsed.Upsert(Document document)) {
      assertThat(document.id()).isEqualTo(event.get("key").get("id").asText());
      assertThat(document.text()).isEqualTo(event.get("text").asText());
      assertThat(document.version()).hasValue(lsn(event.get("value")));
    }
  }

  static Stream<Arguments> events() {
    return Arrays.stream(Delivery.values())
        .flatMap(delivery ->
            StreamSupport.stream(recorded(delivery).spliterator(), false)
                .map(event -> Arguments.of(delivery, event.get("step").asText(), event)));
  }

  private static JsonNode recorded(Delivery delivery) {
    try (InputStream file =
        requireNonNull(
            RecordedEventsTest.class.getResourceAsStream(delivery.database() + ".json"))) {
      return new JsonMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DocumentParser parser(Delivery delivery) {
    SourceSettings settings =
        SourceSettings.builder(delivery.topic())
            .format(
                switch (delivery) {
                  case ENVELOPED -> Format.DEBEZIUM;
                  case UNWRAPPED -> Format.DEBEZIUM_UNWRAPPED;
                })
            .template(TEMPLATE)
            .keepColumns(true)
            .build();
    return new DocumentParser(settings, id -> Optional.empty());
  }

  private static byte @Nullable [] bytes(JsonNode node) {
    return node.isNull() ? null : node.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static long lsn(JsonNode value) {
    return value.has("source")
        ? value.get("source").get("lsn").asLong()
        : value.get("__lsn").asLong();
  }

  private static String name(Parsed parsed) {
    return switch (parsed) {
      case Parsed.Upsert _ -> "upsert";
      case Parsed.Delete _ -> "delete";
      case Parsed.Truncate _ -> "truncate";
      case Parsed.Nothing _ -> "nothing";
      case Parsed.Rejected(var rejection, _) -> rejection.reason().name();
    };
  }
}
