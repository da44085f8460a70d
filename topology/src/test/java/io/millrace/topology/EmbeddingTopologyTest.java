package io.millrace.topology;

import static io.millrace.topology.TestTopology.bytes;
import static io.millrace.topology.TestTopology.sentence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.stage.StageCounters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingTopologyTest {
  private static final String THREE_CHUNKS = sentence(1) + " " + sentence(2) + " " + sentence(3);

  @TempDir Path stateFolder;
  private final FakeEmbedder embedder = new FakeEmbedder();
  private TestTopology topology;

  @BeforeEach
  void start() {
    topology = new TestTopology(stateFolder, embedder);
  }

  @AfterEach
  void stop() {
    topology.close();
  }

  @Test
  void newDocumentBecomesAVector() {
    topology.pipe(bytes("d"), bytes("{\"text\": \"a text\", \"lang\": \"en\", \"year\": 2026}"));

    TestRecord<String, VectorRecord> emitted = onlyVector();
    assertThat(emitted.key()).isEqualTo("d#0");
    assertThat(emitted.getRecordTime()).isEqualTo(TestTopology.NOW);
    assertThat(emitted.value())
        .isEqualTo(
            VectorRecord.newBuilder()
                .setChunkId("d#0")
                .setDocId("d")
                .setOrdinal(0)
                .setText("a text")
                .setEndOffset(6)
                .setVector(FloatVector.of(FakeEmbedder.vectorOf("a text")))
                .setModel("fake")
                .setSpace(embedder.space().fingerprint())
                .setTokens(4)
                .setUpdatedAt(TestTopology.NOW.toEpochMilli())
                .setEmbeddedAt(TestTopology.NOW.toEpochMilli())
                .setMetadata(Map.of("lang", "en", "year", "2026"))
                .build());
  }

  @Test
  void longDocumentBecomesAVectorForEachChunkInOrder() {
    topology.write("d", THREE_CHUNKS);

    assertThat(topology.vectors())
        .extracting(TestRecord::key, vector -> vector.value().getText())
        .containsExactly(
            tuple("d#0", sentence(1)), tuple("d#1", sentence(2)), tuple("d#2", sentence(3)));
  }

  @Test
  void publishedTextIsNotEmbeddedAgain() {
    written("d", THREE_CHUNKS);

    topology.write("d", THREE_CHUNKS);

    assertThat(topology.vectors()).isEmpty();
    assertThat(embedder.submitted()).isEmpty();
    assertThat(topology.counts().skippedDocuments()).isEqualTo(1);
  }

  @Test
  void eachDocumentCountsOnceByWhatBecameOfIt() {
    topology.write("d", THREE_CHUNKS);
    topology.write("d", THREE_CHUNKS);
    topology.write("d", sentence(1));
    topology.delete("d");

    StageCounters.Counts counts = topology.counts();
    assertThat(counts.embeddedDocuments()).isEqualTo(2);
    assertThat(counts.skippedDocuments()).isEqualTo(1);
    assertThat(counts.removedDocuments()).isEqualTo(1);
    assertThat(counts.records()).isEqualTo(4);
  }

  @Test
  void onlyTheChangedChunkIsEmbedded() {
    written("d", THREE_CHUNKS);

    topology.write("d", sentence(1) + " " + sentence(9) + " " + sentence(3));

    assertThat(embedder.submitted()).containsExactly(sentence(9));
    assertThat(onlyVector().key()).isEqualTo("d#1");
  }

  @Test
  void changedBackTextIsEmbeddedAgain() {
    written("d", "one text");
    written("d", "another text");

    topology.write("d", "one text");

    assertThat(onlyVector().value().getText()).isEqualTo("one text");
  }

  @Test
  void shrunkDocumentLosesExactlyTheChunksBehindItsEnd() {
    written("d", THREE_CHUNKS);

    topology.write("d", sentence(1));

    assertThat(topology.vectors())
        .allMatch(vector -> vector.value() == null)
        .extracting(TestRecord::key)
        .containsExactly("d#1", "d#2");
    assertThat(embedder.submitted()).isEmpty();
  }

  @Test
  void grownDocumentKeepsItsFirstChunks() {
    written("d", sentence(1));

    topology.write("d", sentence(1) + " " + sentence(2));

    assertThat(onlyVector().key()).isEqualTo("d#1");
  }

  @Test
  void deletedDocumentLosesAllItsChunks() {
    written("d", THREE_CHUNKS);

    topology.delete("d");

    assertThat(topology.vectors())
        .allMatch(vector -> vector.value() == null)
        .extracting(TestRecord::key)
        .containsExactly("d#0", "d#1", "d#2");
    assertThat(topology.store().get("d")).isNull();
  }

  @Test
  void deletedDocumentMayComeBack() {
    written("d", "a text");
    topology.delete("d");
    topology.vectors();

    topology.write("d", "a text");

    assertThat(onlyVector().key()).isEqualTo("d#0");
  }

  @Test
  void deleteOfAnUnknownDocumentEmitsNothing() {
    topology.delete("never written");

    assertThat(topology.vectors()).isEmpty();
    assertThat(topology.deadLetters()).isEmpty();
  }

  @Test
  void changedMetadataIsEmittedWithEveryChunk() {
    String format = "{\"text\": \"%s\", \"lang\": \"%s\"}";
    topology.pipe(bytes("d"), bytes(format.formatted(THREE_CHUNKS, "en")));
    topology.vectors();

    topology.pipe(bytes("d"), bytes(format.formatted(THREE_CHUNKS, "de")));

    assertThat(topology.vectors())
        .hasSize(3)
        .allMatch(vector -> vector.value().getMetadata().equals(Map.of("lang", "de")));
  }

  @Test
  void orderOfTheMetadataDoesNotMatter() {
    topology.pipe(bytes("d"), bytes("{\"text\": \"a\", \"x\": 1, \"y\": 2}"));
    topology.vectors();

    topology.pipe(bytes("d"), bytes("{\"y\": 2, \"x\": 1, \"text\": \"a\"}"));

    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void documentOfAnotherSpaceIsEmbeddedAnew() {
    written("d", THREE_CHUNKS);
    var known = topology.store().get("d");
    topology.close();
    FakeEmbedder otherModel = new FakeEmbedder("revision 2");
    topology = new TestTopology(stateFolder.resolve("new"), otherModel);
    topology.store().put("d", known);

    topology.write("d", THREE_CHUNKS);

    assertThat(otherModel.submitted()).containsExactly(sentence(1), sentence(2), sentence(3));
    assertThat(topology.vectors())
        .hasSize(3)
        .allMatch(vector -> vector.value().getSpace().equals(otherModel.space().fingerprint()));
  }

  @Test
  void documentOfAnotherSpaceStillLosesItsOldChunks() {
    written("d", THREE_CHUNKS);
    var known = topology.store().get("d");
    topology.close();
    topology = new TestTopology(stateFolder.resolve("new"), new FakeEmbedder("revision 2"));
    topology.store().put("d", known);

    topology.write("d", sentence(1));

    assertThat(topology.vectors()).extracting(TestRecord::key).containsExactly("d#0", "d#1", "d#2");
  }

  @Test
  void traceContextTravelsWithTheVectorAndOtherHeadersDoNot() {
    var record = new TestRecord<>(bytes("d"), bytes(TestTopology.json("a")), TestTopology.NOW);
    record.headers().add("traceparent", bytes("t1"));
    record.headers().add("secret", bytes("s"));

    topology.pipe(record);

    Headers headers = onlyVector().headers();
    assertThat(headers.lastHeader("traceparent").value()).isEqualTo(bytes("t1"));
    assertThat(headers.lastHeader("secret")).isNull();
  }

  @Test
  void lookedAheadTextsAreNotAskedForAgain() {
    topology.poll(Map.entry("a", "text a"), Map.entry("b", "text b"));

    topology.write("a", "text a");
    topology.write("b", "text b");

    assertThat(topology.vectors()).extracting(TestRecord::key).containsExactly("a#0", "b#0");
    assertThat(embedder.offered()).containsExactly("text a", "text b");
    assertThat(embedder.submitted()).isEmpty();
    assertThat(topology.counts().lookedAheadChunks()).isEqualTo(2);
  }

  @Test
  void whatTheLookAheadHadNoRoomForIsAskedForOnDemand() {
    embedder.room(1);
    topology.poll(Map.entry("d", THREE_CHUNKS));

    topology.write("d", THREE_CHUNKS);

    assertThat(embedder.offered()).containsExactly(sentence(1));
    assertThat(embedder.submitted()).containsExactly(sentence(2), sentence(3));
    assertThat(topology.vectors()).hasSize(3);
  }

  @Test
  void lookAheadAsksTheStoreBeforeItSubmits() {
    written("d", THREE_CHUNKS);

    topology.poll(Map.entry("d", THREE_CHUNKS));

    assertThat(embedder.offered()).isEmpty();
  }

  @Test
  void sameTextBehindAFullEngineIsSubmittedOnce() {
    embedder.room(1);
    topology.poll(Map.entry("d", "a text"), Map.entry("x", "x"), Map.entry("d", "a text"));
    embedder.room(9);

    topology.write("d", "a text");
    topology.write("x", "x");
    topology.write("d", "a text");

    assertThat(embedder.offered()).containsExactly("a text", "x");
    assertThat(embedder.submitted()).isEmpty();
  }

  @Test
  void skippedDocumentTopsTheEngineUp() {
    written("d", "a text");
    embedder.room(0);
    topology.poll(Map.entry("d", "a text"), Map.entry("x", "x"));
    embedder.room(9);

    topology.write("d", "a text");

    assertThat(embedder.offered()).containsExactly("x");
  }

  @Test
  void cancelledLookAheadIsAskedForOnDemand() {
    embedder.hold();
    topology.poll(Map.entry("d", "a text"));
    embedder.lastFutureOf("a text").cancel(false);
    embedder.release();

    topology.write("d", "a text");

    assertThat(embedder.submitted()).containsExactly("a text");
  }

  private void written(String id, String text) {
    topology.write(id, text);
    assertThat(topology.vectors()).isNotEmpty();
    embedder.forget();
  }

  private TestRecord<String, VectorRecord> onlyVector() {
    List<TestRecord<String, VectorRecord>> emitted = topology.vectors();
    assertThat(emitted).hasSize(1);
    return emitted.getFirst();
  }
}
