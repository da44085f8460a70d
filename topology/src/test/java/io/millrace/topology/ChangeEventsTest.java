package io.millrace.topology;

import static io.millrace.topology.TestTopology.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.topology.source.DocumentSource.Keeping;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.source.SourceSettings.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table's change events, with rows kept in the store. */
class ChangeEventsTest {
  private static final String UNAVAILABLE = "__debezium_unavailable_value";

  @TempDir Path stateFolder;
  private final FakeEmbedder embedder = new FakeEmbedder();
  private TestTopology topology;

  @BeforeEach
  void start() {
    SourceSettings settings =
        SourceSettings.builder(TestTopology.DOCUMENTS)
            .format(Format.DEBEZIUM)
            .template("{title}: {body}")
            .keepColumns(true)
            .build();
    Keeping keeping = new Keeping(true, true, true, Duration.ofDays(1));
    topology = new TestTopology(stateFolder, embedder, settings, keeping);
  }

  @AfterEach
  void stop() {
    topology.close();
  }

  @Test
  void columnThatAnEventLeavesOutIsFilledInFromTheRowBefore() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 10);
    written();

    write(1, "u", row(1, "Sea", UNAVAILABLE, 1), 20);

    assertThat(topology.vectors())
        .extracting(TestRecord::key, vector -> vector.value().getText())
        .containsExactly(tuple("1#0", "Sea: Cold water"));
  }

  @Test
  void metadataOfARowWithALeftOutTextChangesWithoutEmbedding() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 10);
    written();

    write(1, "u", row(1, "Lake", UNAVAILABLE, 2), 20);

    assertThat(topology.vectors())
        .extracting(vector -> vector.value().getText(), vector -> vector.value().getMetadata())
        .containsExactly(tuple("Lake: Cold water", Map.of("id", "1", "views", "2")));
    assertThat(embedder.submitted()).isEmpty();
  }

  @Test
  void leftOutColumnOfAnUnknownRowIsRejected() {
    write(1, "u", row(1, "Lake", UNAVAILABLE, 1), 10);

    assertThat(topology.deadLetters())
        .extracting(
            letter -> new String(letter.headers().lastHeader("millrace.reason").value(), UTF_8))
        .containsExactly("UNAVAILABLE_COLUMN");
  }

  @Test
  void columnsOfADeletedRowAreForgotten() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 10);
    topology.pipe(bytes("{\"id\": 1}"), bytes(event("d", "null", row(1, "Lake", "", 1), 20)));
    written();

    write(1, "u", row(1, "Lake", UNAVAILABLE, 1), 30);

    assertThat(topology.vectors()).isEmpty();
    assertThat(topology.deadLetters()).hasSize(1);
  }

  @Test
  void tombstoneWithoutAVersionKeepsOlderVersionsAway() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 20);
    topology.pipe(bytes("{\"id\": 1}"), null);
    written();

    write(1, "c", row(1, "Lake", "Warm water", 1), 10);

    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void rejectedEventLeavesNoOldColumnsBehind() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 10);
    written();
    write(1, "u", "{\"id\": 1, \"title\": 7, \"body\": \"Warm water\"}", 20);

    write(1, "u", row(1, "Sea", UNAVAILABLE, 1), 30);

    assertThat(topology.vectors()).isEmpty();
    assertThat(topology.deadLetters()).hasSize(2);
  }

  @Test
  void rejectedEventThatIsOlderLeavesTheColumnsOfTheNewerRow() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 20);
    written();
    write(1, "u", "{\"id\": 1, \"title\": 7, \"body\": \"Warm water\"}", 10);

    write(1, "u", row(1, "Sea", UNAVAILABLE, 1), 30);

    assertThat(topology.vectors())
        .extracting(vector -> vector.value().getText())
        .containsExactly("Sea: Cold water");
  }

  @Test
  void tombstoneBehindAnOutdatedDeleteIsOutdatedToo() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 20);
    written();

    topology.pipe(bytes("{\"id\": 1}"), bytes(event("d", "null", row(1, "Lake", "", 1), 10)));
    topology.pipe(bytes("{\"id\": 1}"), null);

    assertThat(topology.vectors()).isEmpty();
    assertThat(topology.counts().outdatedDocuments()).isEqualTo(2);
  }

  @Test
  void documentOfTheTruncatesOwnVersionStays() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 20);
    written();

    topology.pipe(null, bytes(event("t", "null", "null", 20)));

    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void truncateRemovesEveryDocument() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 10);
    write(2, "c", row(2, "Sea", "Salt water", 1), 11);
    written();

    topology.pipe(null, bytes(event("t", "null", "null", 20)));

    assertThat(topology.vectors())
        .allMatch(vector -> vector.value() == null)
        .extracting(TestRecord::key)
        .containsExactlyInAnyOrder("1#0", "2#0");
  }

  @Test
  void documentOlderThanATruncateIsNotBroughtBack() {
    topology.pipe(null, bytes(event("t", "null", "null", 20)));

    write(1, "c", row(1, "Lake", "Cold water", 1), 10);

    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void documentNewerThanATruncateStays() {
    write(1, "c", row(1, "Lake", "Cold water", 1), 30);
    written();

    topology.pipe(null, bytes(event("t", "null", "null", 20)));

    assertThat(topology.vectors()).isEmpty();
  }

  private void written() {
    assertThat(topology.vectors()).isNotEmpty();
    embedder.forget();
  }

  private void write(int id, String operation, String after, long lsn) {
    topology.pipe(bytes("{\"id\": %d}".formatted(id)), bytes(event(operation, after, "null", lsn)));
  }

  private static String row(int id, String title, String body, int views) {
    return "{\"id\": %d, \"title\": \"%s\", \"body\": \"%s\", \"views\": %d}"
        .formatted(id, title, body, views);
  }

  private static String event(String operation, String after, String before, long lsn) {
    return """
    {"before": %s, "after": %s, "op": "%s", "ts_ms": 1700000000000, "transaction": null,
     "source": {"version": "3", "connector": "postgresql", "name": "db", "ts_ms": 1700000000000,
                "snapshot": "false", "db": "d", "schema": "public", "table": "articles", "lsn": %d}}
    """
        .formatted(before, after, operation, lsn);
  }
}
