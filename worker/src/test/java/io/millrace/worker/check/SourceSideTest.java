package io.millrace.worker.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Attributes;
import io.millrace.schemas.serde.VectorRecordSerializer;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class SourceSideTest {
  private final CheckReport.Collector findings = new CheckReport.Collector();
  private final SourceSide side =
      new SourceSide(
          TestSources.of("documents", "vectors", new VectorRecordSerializer()),
          new DeadLetterSide(findings),
          findings);

  private void write(String id, String text, long version) {
    write(id, text, version, version, false);
  }

  private void write(String id, String text, long version, long updatedAtMillis, boolean refused) {
    side.apply(
        new Parsed.Upsert(
            new Document(
                id,
                text,
                new TreeMap<>(),
                Attributes.none(),
                updatedAtMillis,
                OptionalLong.of(version),
                Map.of())),
        refused);
  }

  private void delete(String id, long version) {
    side.apply(new Parsed.Delete(id, OptionalLong.of(version)), false);
  }

  private void truncate(long version) {
    side.apply(new Parsed.Truncate(OptionalLong.of(version)), false);
  }

  private List<ContentHash> texts(String id) {
    ExpectedDocument document = side.live().get(id);
    return document == null
        ? List.of()
        : document.chunks().stream().map(ExpectedChunk::text).toList();
  }

  private static List<ContentHash> only(String text) {
    return List.of(ContentHash.of(text));
  }

  private int outdated() {
    return findings.report(0).outdated();
  }

  @Test
  void anOlderVersionThatComesLateChangesNothing() {
    write("a", "New.", 2);
    write("a", "Old.", 1);

    assertThat(texts("a")).isEqualTo(only("New."));
    assertThat(outdated()).isOne();
  }

  @Test
  void theSameVersionStandsAgain() {
    write("a", "First.", 2);
    write("a", "Second.", 2);

    assertThat(texts("a")).isEqualTo(only("Second."));
  }

  @Test
  void anOlderDeleteThatComesLateChangesNothing() {
    write("a", "New.", 2);
    delete("a", 1);

    assertThat(texts("a")).isEqualTo(only("New."));
  }

  @Test
  void anOlderVersionDoesNotComeBackAfterItsDelete() {
    write("a", "Old.", 1);
    delete("a", 3);
    write("a", "Late.", 2);

    assertThat(side.live()).isEmpty();
    assertThat(outdated()).isOne();
  }

  @Test
  void aDeleteWithoutAVersionKeepsOlderOnesAway() {
    write("a", "New.", 2);
    side.apply(new Parsed.Delete("a", OptionalLong.empty()), false);
    write("a", "Late.", 1);

    assertThat(side.live()).isEmpty();
  }

  @Test
  void aDeleteOfWhatNeverWasIsRemembered() {
    delete("a", 3);
    write("a", "Late.", 2);

    assertThat(side.live()).isEmpty();
  }

  @Test
  void aNewerVersionComesBackAfterADelete() {
    delete("a", 3);
    write("a", "Again.", 4);

    assertThat(texts("a")).isEqualTo(only("Again."));
  }

  @Test
  void aTruncateRemovesWhatIsNotNewer() {
    write("old", "Old.", 1);
    write("new", "New.", 3);
    truncate(2);

    assertThat(side.live()).containsOnlyKeys("new");
  }

  @Test
  void whatIsOlderThanATruncateDoesNotComeBack() {
    truncate(2);
    write("a", "Late.", 1);

    assertThat(side.live()).isEmpty();
  }

  @Test
  void withoutVersionsTheLastToArriveStands() {
    side.apply(new Parsed.Upsert(new Document("a", "First.", Map.of(), 2)), false);
    side.apply(new Parsed.Upsert(new Document("a", "Second.", Map.of(), 1)), false);

    assertThat(texts("a")).isEqualTo(only("Second."));
    assertThat(side.isOrdered("a")).isFalse();
  }

  @Test
  void aRefusedVersionLeavesTheOneBefore() {
    write("a", "Good.", 1);
    write("a", "Refused.", 2, 2, true);

    assertThat(texts("a")).isEqualTo(only("Good."));
  }

  @Test
  void aVersionThatComesLateDoesNotMakeTheDocumentUnordered() {
    write("a", "New.", 2);
    write("a", "Old.", 1);

    assertThat(side.isOrdered("a")).isTrue();
  }

  @Test
  void aNewerVersionOfAnOlderTimeMakesTheDocumentUnordered() {
    write("a", "Old.", 1, 9, false);
    write("a", "New.", 2, 8, false);

    assertThat(side.isOrdered("a")).isFalse();
  }

  @Test
  void twoVersionsOfOneTimeCannotBeToldApartByIt() {
    write("a", "Old.", 1, 9, false);
    write("a", "New.", 2, 9, false);

    assertThat(requireNonNull(side.live().get("a")).hasOwnTime()).isFalse();
  }

  @Test
  void aRejectedEventThatIsOlderLeavesTheColumnsOfTheNewerRow() {
    SourceSide changes = changes();
    changes.read(event("{\"id\": 1, \"text\": \"Cold.\", \"views\": 1}", 20));

    changes.read(event("{\"id\": 1, \"text\": 7}", 10));
    changes.read(event("{\"id\": 1, \"text\": \"__debezium_unavailable_value\"}", 30));

    assertThat(findings.report(0).rejected()).isOne();
  }

  @Test
  void aRejectedEventThatIsNewerLeavesNoColumns() {
    SourceSide changes = changes();
    changes.read(event("{\"id\": 1, \"text\": \"Cold.\", \"views\": 1}", 10));

    changes.read(event("{\"id\": 1, \"text\": 7}", 20));
    changes.read(event("{\"id\": 1, \"text\": \"__debezium_unavailable_value\"}", 30));

    assertThat(findings.report(0).rejected()).isEqualTo(2);
  }

  private SourceSide changes() {
    return new SourceSide(
        TestSources.ofChanges("documents", "vectors", new VectorRecordSerializer()),
        new DeadLetterSide(findings),
        findings);
  }

  private static ConsumerRecord<byte[], byte[]> event(String row, long lsn) {
    String value =
        """
        {"before": null, "after": %s, "op": "u", "ts_ms": 1,
         "source": {"connector": "postgresql", "ts_ms": 1, "snapshot": "false", "db": "d",
                    "schema": "public", "table": "articles", "lsn": %d}}
        """
            .formatted(row, lsn);
    return new ConsumerRecord<>(
        "documents", 0, lsn, "{\"id\": 1}".getBytes(UTF_8), value.getBytes(UTF_8));
  }
}
