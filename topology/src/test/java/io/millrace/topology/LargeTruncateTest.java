package io.millrace.topology;

import static io.millrace.topology.TestTopology.bytes;
import static io.millrace.topology.TestTopology.sentence;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.source.DocumentSource.Keeping;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.source.SourceSettings.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A truncated table that is removed in three slices: three documents, each as large as a slice. The
 * database's time orders its events, and rows of a snapshot have no version.
 */
class LargeTruncateTest {
  private static final int CHUNKS = 5_000;
  private static final String LONG_TEXT =
      IntStream.range(0, CHUNKS).mapToObj(TestTopology::sentence).collect(joining(" "));

  @TempDir Path stateFolder;
  private TestTopology topology;

  @BeforeEach
  void fillAndTruncate() {
    SourceSettings settings =
        SourceSettings.builder(TestTopology.DOCUMENTS).format(Format.DEBEZIUM).build();
    topology =
        new TestTopology(
            stateFolder,
            new FakeEmbedder(),
            settings,
            new Keeping(false, false, true, Duration.ofDays(1)));
    for (int id = 1; id <= 3; id++) {
      write(id, LONG_TEXT, 10 + 2 * id);
    }
    assertThat(topology.vectors()).hasSize(3 * CHUNKS);
    topology.pipe(null, bytes(event("t", "null", 20, false)));
  }

  @AfterEach
  void stop() {
    topology.close();
  }

  @Test
  void sliceIsRemovedAtATime() {
    assertThat(removed()).containsExactly("1");
    assertThat(removedAfterAWhile()).containsExactly("2");
    assertThat(removedAfterAWhile()).containsExactly("3");
    assertThat(removedAfterAWhile()).isEmpty();
    assertThat(topology.counts().removedDocuments()).isEqualTo(3);
  }

  @Test
  void documentWrittenMeanwhileStays() {
    write(3, sentence(0), 30);
    write(4, sentence(1), 30);

    List<TestRecord<String, VectorRecord>> all = allVectors();

    assertThat(all.getLast().value()).isNull();
    assertThat(all)
        .filteredOn(vector -> vector.value() != null)
        .extracting(TestRecord::key)
        .containsExactly("4#0"); // The first chunk of document 3 is as it was.
    assertThat(all).extracting(TestRecord::key).doesNotContain("3#0").contains("3#1", "2#0");
  }

  @Test
  void documentWithoutAVersionThatIsWrittenMeanwhileStays() {
    topology.pipe(key(3), bytes(event("r", row(3, sentence(7)), 5, true)));

    assertThat(allVectors())
        .filteredOn(vector -> vector.key().equals("3#0"))
        .extracting(vector -> vector.value().getText())
        .containsExactly(sentence(7));
    assertThat(topology.store().get("3")).isNotNull();
  }

  @Test
  void olderVersionThatComesMeanwhileChangesNothing() {
    write(3, sentence(7), 18);

    assertThat(allVectors()).allMatch(vector -> vector.value() == null);
    assertThat(topology.store().get("3")).isNull();
  }

  @Test
  void newerTruncateStartsOver() {
    write(1, sentence(7), 30);
    topology.pipe(null, bytes(event("t", "null", 40, false)));

    assertThat(allVectors())
        .filteredOn(vector -> vector.key().equals("1#0"))
        .extracting(vector -> vector.value() == null)
        .containsExactly(true, false, true);
  }

  @Test
  void olderTruncateThatComesMeanwhileSparesNothing() {
    topology.pipe(null, bytes(event("t", "null", 13, false)));

    assertThat(allVectors()).hasSize(3 * CHUNKS).allMatch(vector -> vector.value() == null);
  }

  @Test
  void deleteOfADocumentThatIsStillThereRemovesIt() {
    topology.pipe(key(3), bytes(event("d", "null", 30, false)));

    assertThat(removed()).containsExactlyInAnyOrder("1", "3");
    assertThat(removedAfterAWhile()).containsExactly("2");
    assertThat(removedAfterAWhile()).isEmpty();
  }

  private List<String> removedAfterAWhile() {
    topology.advance(Duration.ofSeconds(1));
    return removed();
  }

  /** Documents of the tombstones since the last look. */
  private List<String> removed() {
    return topology.vectors().stream()
        .filter(vector -> vector.value() == null)
        .map(vector -> vector.key().split("#", 2)[0])
        .distinct()
        .toList();
  }

  /** All since the truncate, up to its end. */
  private List<TestRecord<String, VectorRecord>> allVectors() {
    IntStream.range(0, 5).forEach(_ -> topology.advance(Duration.ofSeconds(1)));
    return topology.vectors();
  }

  private void write(int id, String text, long millis) {
    topology.pipe(key(id), bytes(event("u", row(id, text), millis, false)));
  }

  private static byte[] key(int id) {
    return bytes("{\"id\": %d}".formatted(id));
  }

  private static String row(int id, String text) {
    return "{\"id\": %d, \"text\": \"%s\"}".formatted(id, text);
  }

  private static String event(String operation, String after, long millis, boolean snapshot) {
    return """
    {"before": %s, "after": %s, "op": "%s", "ts_ms": %d, "transaction": null,
     "source": {"version": "3", "connector": "mysql", "name": "db", "ts_ms": %d,
                "snapshot": "%s", "db": "d", "table": "articles"}}
    """
        .formatted(
            operation.equals("d") ? "{\"id\": 3}" : "null",
            after,
            operation,
            millis,
            millis,
            snapshot);
  }
}
