package io.millrace.worker.streams;

import static io.millrace.worker.topic.TestTopics.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.worker.check.CheckReport;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.deadletters.DeadLetter;
import io.millrace.worker.deadletters.DeadLetterTopic;
import io.millrace.worker.deadletters.LetterFilter;
import io.millrace.worker.deadletters.LetterHistory;
import io.millrace.worker.deadletters.LetterPosition;
import io.millrace.worker.deadletters.Replay;
import io.millrace.worker.deadletters.ReplayReport;
import io.millrace.worker.deadletters.ReplayRequest;
import io.millrace.worker.deadletters.TestLetters;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rejected records on their way back into a running stream. */
@Timeout(120)
class DeadLetterReplayIT {
  private static final AtomicInteger COUNT = new AtomicInteger(1_000);
  private static EmbeddedBroker broker;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private StreamFixture fixture;

  @SuppressWarnings("NullAway.Init")
  private WorkerConfig config;

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
    config = fixture.config();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aRepairedRecordBecomesVectorsAndItsLetterIsNoLongerOpen() throws Exception {
    try (EmbeddingStream _ = fixture.start(new FakeEmbedder())) {
      fixture.write("a", "{\"text\": ");
      fixture.write("b", "A text that can be read.");
      fixture.awaitCaughtUp();
      DeadLetter letter = onlyOpen();
      assertThat(letter.reason()).isEqualTo("NOT_JSON");

      replay(Optional.of("A repaired text."), letter.at());
      fixture.awaitCaughtUp();
    }
    assertThat(open()).isEmpty();
    assertClean(2);
  }

  @Test
  void aSecondReplayDoesNothing() throws Exception {
    try (EmbeddingStream _ = fixture.start(new FakeEmbedder())) {
      fixture.write("a", "{\"text\": ");
      fixture.awaitCaughtUp();
      replay(Optional.of("A repaired text."), onlyOpen().at());
      fixture.awaitCaughtUp();

      ReplayReport second = replay(Optional.empty());

      assertThat(second.replayed()).isEmpty();
    }
    assertClean(1);
  }

  @Test
  void aRecordThatIsRejectedAgainIsAnotherLetterWithItsTries() throws Exception {
    try (EmbeddingStream _ = fixture.start(new FakeEmbedder())) {
      fixture.write("a", "{\"text\": ");
      fixture.awaitCaughtUp();
      LetterPosition first = onlyOpen().at();
      replay(Optional.empty());
      fixture.awaitCaughtUp();
      replay(Optional.empty());
      fixture.awaitCaughtUp();

      DeadLetter third = onlyOpen();

      assertThat(third.at()).isNotEqualTo(first);
      assertThat(topic().history().tries(first)).isEqualTo(1);
      assertThat(topic().history().tries(third.at())).isEqualTo(3);
      assertThat(Arrays.stream(third.record().headers().toArray()).map(Header::key))
          .containsExactlyInAnyOrder(
              DeadLetterHandler.REPLAY_OF,
              DeadLetterHandler.REASON,
              DeadLetterHandler.DETAIL,
              DeadLetterHandler.STAGE,
              DeadLetterHandler.TOPIC,
              DeadLetterHandler.PARTITION,
              DeadLetterHandler.OFFSET,
              DeadLetterHandler.TIMESTAMP);
    }
    assertClean(0);
  }

  @Test
  void aValueTooLargeForItsLetterIsRejectedAgainFromItsSource() throws Exception {
    try (EmbeddingStream _ = fixture.start(new FakeEmbedder())) {
      fixture.write(bytes("a"), new byte[5 << 20]);
      fixture.awaitCaughtUp();

      ReplayReport report = replay(Optional.empty());
      fixture.awaitCaughtUp();

      assertThat(report.left()).isEmpty();
      assertThat(onlyOpen().omittedValueBytes()).contains(5L << 20);
    }
  }

  private ReplayReport replay(Optional<String> repair, LetterPosition... named) throws Exception {
    ReplayReport report =
        new Replay(topic(), Set.of(config.source().topic()))
            .run(
                new ReplayRequest(
                    LetterFilter.ALL, Set.of(named), 0, repair.map(text -> text.getBytes(UTF_8))),
                config.streams().applicationId());
    TestLetters.awaitVisible(topic());
    return report;
  }

  private DeadLetter onlyOpen() {
    List<DeadLetter> open = open();
    assertThat(open).hasSize(1);
    return open.getFirst();
  }

  private List<DeadLetter> open() {
    LetterHistory history = topic().history();
    List<DeadLetter> open = new ArrayList<>();
    topic()
        .letters(letter -> {
          if (!history.isReplayed(letter.at())) {
            open.add(letter);
          }
        });
    return open;
  }

  private DeadLetterTopic topic() {
    return new DeadLetterTopic(
        Map.of("bootstrap.servers", broker.bootstrapServers()), config.deadLetters().topic());
  }

  private void assertClean(int documents) throws InterruptedException {
    CheckReport report = fixture.check();
    assertThat(report.findings()).isEmpty();
    assertThat(report.documents()).isEqualTo(documents);
  }
}
