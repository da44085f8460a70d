package io.millrace.worker.streams;

import static io.millrace.worker.topic.TestTopics.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.millrace.worker.check.CheckReport;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream over a real broker and registry, and an engine that breaks when it is told to. */
@Timeout(120)
class EmbeddingStreamIT {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int DOCUMENTS = 30;
  private static EmbeddedBroker broker;

  @TempDir Path folder;
  private final FakeEmbedder embedder = new FakeEmbedder();

  @SuppressWarnings("NullAway.Init")
  private StreamFixture fixture;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.startTemporary();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    fixture =
        new StreamFixture(
            new TestTopics(broker.bootstrapServers()),
            COUNT.incrementAndGet(),
            folder.resolve("state"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aRestartedWorkerDoesNotEmbedAgainWhatIsStored() throws Exception {
    try (EmbeddingStream _ = fixture.start(embedder)) {
      fixture.writeDocuments(0, DOCUMENTS);
      fixture.awaitCaughtUp();
    }
    FakeEmbedder restarted = new FakeEmbedder();

    try (EmbeddingStream _ = fixture.start(restarted)) {
      fixture.writeDocuments(0, DOCUMENTS);
      fixture.write("d0", "This text is another one.");
      fixture.write("d1", null);
      fixture.awaitCaughtUp();
    }

    assertThat(restarted.embedded()).isEqualTo(1);
    assertClean(DOCUMENTS - 1);
  }

  @Test
  void aChunkThatTheVectorsTopicDoesNotTakeIsADeadLetter() throws Exception {
    try (EmbeddingStream stream = fixture.startIntoTopicsMadeByHand(embedder)) {
      fixture.write("long", "long".repeat(300_000));
      fixture.write("short", "A text of a few words.");
      fixture.awaitCaughtUp();

      assertThat(StreamFixture.failedThreads(stream)).isZero();
    }

    assertThat(fixture.deadLetterReasons()).isEqualTo(Map.of("long", "TOO_LARGE"));
    assertThat(fixture.committedVectors()).isEqualTo(1);
  }

  @Test
  void aWorkerWhoseInstanceIdAnotherProcessTakesEnds() throws Exception {
    try (EmbeddingStream first = fixture.start(embedder);
        EmbeddingStream second = fixture.startUnderTheSameInstanceId(new FakeEmbedder())) {
      first.awaitEnd();

      fixture.writeDocuments(0, DOCUMENTS);
      fixture.awaitCaughtUp();
      assertThat(first.hasFailed()).isTrue();
      assertThat(second.hasFailed()).isFalse();
    }
    assertClean(DOCUMENTS);
  }

  @Test
  void theLagGrowsWhileTheStreamHangs() throws Exception {
    try (EmbeddingStream stream = fixture.start(embedder)) {
      embedder.hang();
      fixture.writeDocuments(0, DOCUMENTS);
      StreamFixture.awaitLag(stream, DOCUMENTS);

      fixture.writeDocuments(DOCUMENTS, 2 * DOCUMENTS);
      StreamFixture.awaitLag(stream, 2 * DOCUMENTS);

      embedder.mend();
      StreamFixture.awaitLag(stream, 0);
    }
  }

  @Test
  void anEngineThatIsBrokenForAWhileLosesAndDoublesNothing() throws Exception {
    try (EmbeddingStream stream = fixture.start(embedder)) {
      fixture.writeDocuments(0, 10);
      fixture.awaitCaughtUp();
      embedder.breakDown();
      fixture.writeDocuments(10, DOCUMENTS);
      StreamFixture.awaitFailedThreads(stream, 2);
      assertThat(fixture.committed()).isEqualTo(10);

      embedder.mend();

      fixture.awaitCaughtUp();
      assertThat(embedder.failures()).isPositive();
      assertThat(stream.hasFailed()).isFalse();
    }
    assertClean(DOCUMENTS);
  }

  @Test
  void aRegistryThatIsAwayForAWhileLosesAndDoublesNothing() throws Exception {
    try (EmbeddingStream stream = fixture.start(embedder)) {
      fixture.stopRegistry();
      fixture.writeDocuments(0, DOCUMENTS);
      StreamFixture.awaitFailedThreads(stream, 2);
      assertThat(fixture.committed()).isZero();

      fixture.startRegistry();

      fixture.awaitCaughtUp();
      assertThat(stream.hasFailed()).isFalse();
    }
    assertClean(DOCUMENTS);
  }

  /** Until one has left the group nobody has its partitions, and no other thread can end. */
  @Test
  void threadsThatFailOneAfterAnotherLeaveAtOnce() throws Exception {
    try (EmbeddingStream stream = fixture.startWithThreads(2, embedder)) {
      fixture.stopRegistry();
      fixture.writeDocuments(0, DOCUMENTS);
      StreamFixture.awaitFailedThreads(stream, 3);

      assertTimeout(Duration.ofSeconds(10), stream::close);

      assertThat(stream.hasFailed()).isFalse();
    }
  }

  @Test
  void aStreamThatIsToldToStopCommitsAndEndsWithoutBeingWaitedFor() throws Exception {
    try (EmbeddingStream stream = fixture.start(embedder)) {
      fixture.writeDocuments(0, DOCUMENTS);
      fixture.awaitCaughtUp();

      stream.stop();
      stream.awaitEnd();

      assertThat(stream.hasFailed()).isFalse();
    }
    assertClean(DOCUMENTS);
  }

  @Test
  void anEngineThatIsBrokenForGoodEndsTheStream() throws Exception {
    embedder.breakDownForGood();
    try (EmbeddingStream stream = fixture.start(embedder)) {
      fixture.writeDocuments(0, DOCUMENTS);

      stream.awaitEnd();

      assertThat(stream.hasFailed()).isTrue();
      assertThat(fixture.committed()).isZero();
    }
  }

  @Test
  void aStreamThatFailsCommitsNothingOfItsOpenTransaction() throws Exception {
    try (EmbeddingStream stream = fixture.startWithOpenTransactions(1, embedder)) {
      fixture.writeDocuments(0, DOCUMENTS);
      fixture.awaitUncommittedVectors(DOCUMENTS);

      stream.fail();

      stream.awaitEnd();
      assertThat(stream.hasFailed()).isTrue();
    }
    assertThat(fixture.uncommittedVectors()).isZero();
    assertThat(fixture.committedVectors()).isZero();
    assertThat(fixture.committed()).isZero();
  }

  @Test
  void whatAFailedStreamDidNotCommitIsEmbeddedAgain() throws Exception {
    fixture.writeDocuments(0, 10);
    try (EmbeddingStream _ = fixture.start(embedder)) {
      fixture.awaitCaughtUp();
    }
    int embeddedBefore = embedder.embedded();
    try (EmbeddingStream stream = fixture.startWithOpenTransactions(2, embedder)) {
      fixture.writeDocuments(10, DOCUMENTS);
      fixture.awaitUncommittedVectors(DOCUMENTS - 10);
      stream.fail();
      stream.awaitEnd();
    }
    FakeEmbedder restarted = new FakeEmbedder();

    try (EmbeddingStream _ = fixture.start(restarted)) {
      fixture.awaitCaughtUp();
    }

    assertThat(restarted.embedded()).isEqualTo(embedder.embedded() - embeddedBefore);
    assertClean(DOCUMENTS);
  }

  /** The other thread is told to end as any healthy one, and has vectors of the same engine. */
  @Test
  void anEngineThatIsBrokenForGoodTakesTheOpenTransactionsOfAllThreads() throws Exception {
    try (EmbeddingStream stream = fixture.startWithOpenTransactions(2, embedder)) {
      fixture.writeDocuments(0, DOCUMENTS);
      fixture.awaitUncommittedVectors(DOCUMENTS);
      embedder.breakDownForGood();

      fixture.write("another", "This text finds the engine broken.");

      stream.awaitEnd();
    }
    assertThat(fixture.uncommittedVectors()).isZero();
    assertThat(fixture.committedVectors()).isZero();
    assertThat(fixture.committed()).isZero();
  }

  @Test
  void badRecordsAreDeadLettersAndTheStreamGoesOn() throws Exception {
    try (EmbeddingStream stream = fixture.start(embedder)) {
      fixture.write("not json", "{\"text\": ");
      fixture.write("wrong type", "{\"text\": 1}");
      fixture.write("missing", "{\"title\": \"a title\"}");
      fixture.write("empty", "");
      fixture.write("empty field", "{\"text\": \"\"}");
      fixture.write("blank", " \n\t");
      fixture.write("too large", "word ".repeat(1 << 20));
      fixture.write(bytes("not utf-8"), new byte[] {'a', (byte) 0xFF, 'b'});
      fixture.write(null, bytes("a text without a key"));
      fixture.write(bytes("no schema"), new byte[] {0, 0, 0, 3, (byte) 0xE7, '{', '}'});
      fixture.write("refused", "an " + FakeEmbedder.REFUSED + " word");
      fixture.writeDocuments(0, DOCUMENTS);

      fixture.awaitCaughtUp();

      assertThat(StreamFixture.failedThreads(stream)).isZero();
    }
    assertThat(fixture.deadLetterReasons())
        .isEqualTo(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("not json", "NOT_JSON"),
                    Map.entry("wrong type", "WRONG_FIELD_TYPE"),
                    Map.entry("missing", "MISSING_FIELD"),
                    Map.entry("empty", "EMPTY_TEXT"),
                    Map.entry("empty field", "EMPTY_TEXT"),
                    Map.entry("blank", "EMPTY_TEXT"),
                    Map.entry("too large", "TOO_LARGE"),
                    Map.entry("not utf-8", "INVALID_UTF8"),
                    Map.entry("null", "NULL_KEY"),
                    Map.entry("no schema", "UNKNOWN_SCHEMA_ID"),
                    Map.entry("refused", "REFUSED_BY_MODEL"))));
    assertClean(DOCUMENTS);
  }

  private void assertClean(int documents) throws InterruptedException {
    CheckReport report = fixture.check();
    assertThat(report.findings()).isEmpty();
    assertThat(report.documents()).isEqualTo(documents);
    assertThat(report.chunks()).isGreaterThan(documents);
  }
}
