package io.millrace.topology;

import static io.millrace.topology.TestTopology.NOW;
import static io.millrace.topology.TestTopology.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of the versions of a document the newest counts, in whatever order they come. */
class OrderTest {
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
  void olderVersionThatComesLateChangesNothing() {
    write(2, "second");
    written();

    write(1, "first");

    assertThat(topology.vectors()).isEmpty();
    assertThat(embedder.submitted()).isEmpty();
    assertThat(topology.counts().outdatedDocuments()).isEqualTo(1);
  }

  @Test
  void versionOfTheSameTimeCounts() {
    write(1, "first");
    written();

    write(1, "corrected");

    assertThat(topology.vectors()).hasSize(1);
  }

  @Test
  void unchangedTextOfANewerVersionMakesWhatLiesBetweenOutdated() {
    write(1, "a text");
    write(3, "a text");
    written();

    write(2, "another text");

    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void deleteThatComesLateChangesNothing() {
    write(2, "second");
    written();

    write(1, null);

    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void deletedDocumentIsNotBroughtBackByAnOlderVersion() {
    write(1, "first");
    write(3, null);
    written();

    write(2, "second");

    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void deleteThatComesBeforeItsDocumentHoldsToo() {
    write(2, null);

    write(1, "first");

    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void newerVersionOfADeletedDocumentComesBack() {
    write(1, "first");
    write(2, null);
    written();

    write(3, "third");

    assertThat(topology.vectors()).extracting(TestRecord::key).containsExactly("d#0");
  }

  @Test
  void deleteIsRememberedOnlyForAWhile() {
    write(2, null);
    topology.advance(Duration.ofHours(25));

    write(1, "first");

    assertThat(topology.vectors()).hasSize(1);
  }

  @Test
  void lookAheadAsksForNoOutdatedText() {
    write(2, "second");
    written();

    topology.poll(NOW.plusSeconds(1), "d", "first");

    assertThat(embedder.offered()).isEmpty();
  }

  private void written() {
    List<?> emitted = topology.vectors();
    assertThat(emitted).isNotEmpty();
    embedder.forget();
  }

  private void write(int second, @Nullable String text) {
    topology.pipe(
        new TestRecord<>(
            bytes("d"),
            text == null ? null : bytes(TestTopology.json(text)),
            NOW.plusSeconds(second)));
  }
}
