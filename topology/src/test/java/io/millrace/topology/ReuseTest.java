package io.millrace.topology;

import static io.millrace.topology.TestTopology.bytes;
import static io.millrace.topology.TestTopology.sentence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.FloatVector;
import io.millrace.topology.source.DocumentSource.Keeping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that keeps vectors in its store. */
class ReuseTest {
  private static final Keeping VECTORS = new Keeping(true, false, false, Duration.ofDays(1));
  private static final String TWO_CHUNKS = sentence(1) + " " + sentence(2);

  @TempDir Path stateFolder;
  private final FakeEmbedder embedder = new FakeEmbedder();
  private TestTopology topology;

  @BeforeEach
  void start() {
    topology = new TestTopology(stateFolder, embedder, VECTORS);
  }

  @AfterEach
  void stop() {
    topology.close();
  }

  @Test
  void changedMetadataIsEmittedWithTheKeptVectors() {
    written("{\"text\": \"a text\", \"lang\": \"en\"}");

    topology.pipe(bytes("d"), bytes("{\"text\": \"a text\", \"lang\": \"de\"}"));

    assertThat(embedder.submitted()).isEmpty();
    assertThat(topology.vectors())
        .extracting(vector -> vector.value().getMetadata(), vector -> vector.value().getVector())
        .containsExactly(
            tuple(Map.of("lang", "de"), FloatVector.of(FakeEmbedder.vectorOf("a text"))));
    assertThat(topology.counts().reusedChunks()).isEqualTo(1);
  }

  @Test
  void chunkThatMovedKeepsItsVector() {
    written(TestTopology.json(TWO_CHUNKS));

    topology.write("d", sentence(9) + " " + TWO_CHUNKS);

    assertThat(embedder.submitted()).containsExactly(sentence(9));
    assertThat(topology.vectors())
        .extracting(TestRecord::key, vector -> vector.value().getVector())
        .containsExactly(
            tuple("d#0", FloatVector.of(FakeEmbedder.vectorOf(sentence(9)))),
            tuple("d#1", FloatVector.of(FakeEmbedder.vectorOf(sentence(1)))),
            tuple("d#2", FloatVector.of(FakeEmbedder.vectorOf(sentence(2)))));
  }

  @Test
  void lookAheadAsksOnlyForWhatIsNotKept() {
    written(TestTopology.json(TWO_CHUNKS));

    topology.poll(Map.entry("d", sentence(9) + " " + TWO_CHUNKS));

    assertThat(embedder.offered()).containsExactly(sentence(9));
  }

  @Test
  void vectorOfALostChunkIsNotKept() {
    written(TestTopology.json(TWO_CHUNKS));
    written(TestTopology.json(sentence(1)));

    topology.write("d", TWO_CHUNKS);

    assertThat(embedder.submitted()).containsExactly(sentence(2));
  }

  @Test
  void vectorOfAnotherDocumentIsNotTaken() {
    written(TestTopology.json("a text"));

    topology.write("other", "a text");

    assertThat(embedder.submitted()).containsExactly("a text");
  }

  @Test
  void vectorOfAnotherModelIsNotTaken() {
    written(TestTopology.json("a text"));
    var known = topology.store().get("d");
    topology.close();
    FakeEmbedder otherModel = new FakeEmbedder("revision 2");
    topology = new TestTopology(stateFolder.resolve("new"), otherModel, VECTORS);
    topology.store().put("d", known);

    topology.write("d", "a text");

    assertThat(otherModel.submitted()).containsExactly("a text");
  }

  @Test
  void whatTheStoreLacksIsEmbedded() {
    topology.close();
    topology = new TestTopology(stateFolder.resolve("hashes"), embedder);
    written(TestTopology.json("a text"));
    var known = topology.store().get("d");
    topology.close();
    topology = new TestTopology(stateFolder.resolve("vectors"), embedder, VECTORS);
    topology.store().put("d", known);

    topology.pipe(bytes("d"), bytes("{\"text\": \"a text\", \"lang\": \"de\"}"));

    assertThat(embedder.submitted()).containsExactly("a text");
    assertThat(topology.vectors()).hasSize(1);
  }

  private void written(String json) {
    topology.pipe(bytes("d"), bytes(json));
    assertThat(topology.vectors()).isNotEmpty();
    embedder.forget();
  }
}
