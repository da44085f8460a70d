package io.millrace.worker.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecentDeadLettersTest {
  private static final AtomicInteger COUNT = new AtomicInteger(1000);
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  @SuppressWarnings("NullAway.Init")
  private TestLetters letters;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.startTemporary();
    topics = new TestTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    letters = new TestLetters(topics, COUNT.incrementAndGet());
  }

  @Test
  void aNewLetterIsSeenWithoutItsContents() throws Exception {
    try (RecentDeadLetters recent = RecentDeadLetters.follow(letters.topic())) {
      letters.write(letters.letter("NOT_JSON", "key", TestTopics.bytes("{secret")));

      await().untilAsserted(() -> assertThat(recent.newestFirst()).hasSize(1));
      assertThat(recent.newestFirst())
          .containsExactly(
              new RecentDeadLetter(
                  Instant.ofEpochMilli(TestLetters.TIMESTAMP_MILLIS),
                  "NOT_JSON",
                  "PARSE",
                  "what NOT_JSON means",
                  letters.source() + "-1@5"));
    }
  }

  @Test
  void lettersFromBeforeTheStartAreSeen() throws Exception {
    letters.write(letters.letter("EARLIER", "key", null));

    try (RecentDeadLetters recent = RecentDeadLetters.follow(letters.topic())) {
      await().until(() -> reasons(recent), List.of("EARLIER")::equals);
    }
  }

  @Test
  void onlyTheLastTwentyAreKeptNewestFirst() throws Exception {
    try (RecentDeadLetters recent = RecentDeadLetters.follow(letters.topic())) {
      for (int i = 0; i < 25; i++) {
        letters.write(letters.letter("R" + i, "key", null));
      }

      await().until(() -> reasons(recent).contains("R24"));
      assertThat(reasons(recent)).hasSize(20).startsWith("R24", "R23").endsWith("R5");
    }
  }

  @Test
  void recordsThatNoWorkerWroteAreNoLetters() throws Exception {
    try (RecentDeadLetters recent = RecentDeadLetters.follow(letters.topic())) {
      topics.write(List.of(TestTopics.text(letters.name(), "key", "somebody else's")));
      letters.write(letters.letter("OURS", "key", null));

      await().until(() -> reasons(recent), List.of("OURS")::equals);
    }
  }

  private static List<String> reasons(RecentDeadLetters recent) {
    return recent.newestFirst().stream().map(RecentDeadLetter::reason).toList();
  }
}
