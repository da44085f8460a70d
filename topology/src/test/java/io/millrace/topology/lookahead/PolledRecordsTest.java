package io.millrace.topology.lookahead;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.FakeEmbedder;
import io.millrace.topology.TestSource;
import io.millrace.topology.TestTopology;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.source.DocumentParser;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.SourceSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A text doubles as its document's id unless a test says otherwise. */
class PolledRecordsTest {
  private final FakeEmbedder embedder = new FakeEmbedder();
  private final DocumentSource source = source();
  private final PolledRecords polled = new LookAhead(List.of(source)).polledRecords();

  private DocumentSource source() {
    SourceSettings settings =
        SourceSettings.of("documents", SourceSettings.Format.AUTO, List.of("text"));
    DocumentParser parser =
        new DocumentParser(
            settings,
            id -> {
              throw new IllegalStateException("the registry does not answer");
            });
    return TestSource.of(parser, embedder);
  }

  @Test
  void polledTextsAreSubmittedRoundRobinOverThePartitions() {
    poll(text(0, 0, "a0"), text(0, 1, "a1"), text(0, 2, "a2"), text(1, 7, "b7"), text(1, 8, "b8"));

    assertThat(embedder.offered()).containsExactly("a0", "b7", "a1", "b8", "a2");
  }

  @Test
  void fullEngineIsNotWaitedFor() {
    embedder.room(2);

    poll(text(0, 0, "a0"), text(0, 1, "a1"), text(0, 2, "a2"));

    assertThat(embedder.offered()).containsExactly("a0", "a1");
  }

  @Test
  void whatWaitsIsSubmittedWhenARecordIsReached() {
    embedder.room(1);
    poll(text(0, 0, "a0"), text(0, 1, "a1"), text(0, 2, "a2"));
    embedder.room(1);

    polled.reached(partition(0), 0);

    assertThat(embedder.offered()).containsExactly("a0", "a1");
  }

  @Test
  void rejectedRecordTopsUpToo() {
    embedder.room(0);
    poll(text(0, 0, " "), text(0, 1, "a1"));
    embedder.room(1);

    polled.reached(partition(0), 0);

    assertThat(embedder.offered()).containsExactly("a1");
  }

  @Test
  void chunksOfALongDocumentAreSubmittedWhereTheEngineLeftOff() {
    embedder.room(1);
    String text = TestTopology.sentence(0) + " " + TestTopology.sentence(1);
    poll(text(0, 0, text));
    embedder.room(9);

    polled.reached(partition(0), 0);

    assertThat(embedder.offered())
        .containsExactly(TestTopology.sentence(0), TestTopology.sentence(1));
    assertThat(polled.take(partition(0), 0)).containsOnlyKeys(0, 1);
  }

  @Test
  void takenRecordIsNotSubmittedFurther() {
    embedder.room(0);
    poll(text(0, 0, "a0"), text(0, 1, "a1"));
    polled.take(partition(0), 0);
    embedder.room(9);

    polled.reached(partition(0), 1);

    assertThat(embedder.offered()).containsExactly("a1");
  }

  @Test
  void takeGivesTheFutureOfTheRecordsOwnText() {
    poll(text(0, 0, "a0"), text(0, 1, "a1"));
    polled.reached(partition(0), 1);

    assertThat(polled.take(partition(0), 1))
        .containsExactly(Map.entry(0, embedder.lastFutureOf("a1")));
  }

  @Test
  void offsetThatWasNotPolledGivesNothing() {
    poll(text(0, 5, "a5"));

    polled.reached(partition(0), 4);

    assertThat(polled.take(partition(0), 4)).isEmpty();
    assertThat(polled.chunks(partition(0), 4)).isEmpty();
    assertThat(polled.take(partition(1), 5)).isEmpty();
    assertThat(polled.take(partition(0), 5)).hasSize(1);
  }

  @Test
  void chunksOfAPolledRecordAreKnown() {
    poll(text(0, 0, "a0"));

    assertThat(polled.chunks(partition(0), 0))
        .map(ChunkedDocument::document)
        .map(Document::text)
        .contains("a0");
  }

  @Test
  void whatTheStreamPassedByIsCancelled() {
    embedder.hold();
    poll(text(0, 0, "a0"), text(0, 1, "a1"));

    polled.reached(partition(0), 1);

    assertThat(embedder.lastFutureOf("a0")).isCancelled();
    assertThat(embedder.lastFutureOf("a1")).isNotDone();
  }

  @Test
  void rewindCancelsWhatWasAskedForAndAsksAnew() {
    embedder.hold();
    poll(text(0, 5, "before"), text(1, 0, "other partition"));

    poll(text(0, 5, "after"));

    assertThat(embedder.lastFutureOf("before")).isCancelled();
    assertThat(embedder.lastFutureOf("other partition")).isNotDone();
    assertThat(polled.take(partition(0), 5))
        .containsExactly(Map.entry(0, embedder.lastFutureOf("after")));
  }

  @Test
  void rewindForgetsWhatItExpectedOfItsDocuments() {
    poll(text(0, 5, "d", "a text"));
    embedder.forget();

    poll(text(0, 5, "d", "a text"));

    assertThat(embedder.offered()).containsExactly("a text");
  }

  @Test
  void nextPollGoesOnBehindTheLast() {
    embedder.hold();
    poll(text(0, 0, "a0"));

    poll(text(0, 1, "a1"));

    assertThat(embedder.lastFutureOf("a0")).isNotDone();
    assertThat(polled.take(partition(0), 0)).hasSize(1);
  }

  @Test
  void lostPartitionIsCancelled() {
    embedder.hold();
    poll(text(0, 0, "a0"), text(1, 0, "b0"));

    polled.close(partition(0));

    assertThat(embedder.lastFutureOf("a0")).isCancelled();
    assertThat(embedder.lastFutureOf("b0")).isNotDone();
    assertThat(polled.take(partition(0), 0)).isEmpty();
  }

  @Test
  void waitingTextOfALostPartitionIsNotSubmitted() {
    embedder.room(0);
    poll(text(0, 0, "a0"), text(1, 0, "b0"));
    polled.close(partition(0));
    embedder.room(9);

    polled.reached(partition(1), 0);

    assertThat(embedder.offered()).containsExactly("b0");
  }

  @Test
  void closedConsumerCancelsEverything() {
    embedder.hold();
    poll(text(0, 0, "a0"), text(1, 0, "b0"));

    polled.clear();

    assertThat(embedder.lastFutureOf("a0")).isCancelled();
    assertThat(embedder.lastFutureOf("b0")).isCancelled();
  }

  @Test
  void documentAsItIsInTheStoreIsNotSubmitted() {
    polled.open(partition(0), id -> id.equals("known") ? stateOf(id, "a text") : null);

    poll(text(0, 0, "known", "a text"), text(0, 1, "new", "a text"));

    assertThat(embedder.offered()).hasSize(1);
    assertThat(polled.take(partition(0), 0)).isEmpty();
    assertThat(polled.chunks(partition(0), 0)).isPresent();
  }

  @Test
  void storeOfALostPartitionIsNotAsked() {
    polled.open(partition(0), id -> stateOf(id, "a text"));
    polled.close(partition(0));

    poll(text(0, 0, "d", "a text"));

    assertThat(embedder.offered()).containsExactly("a text");
  }

  @Test
  void documentAsARecordInFrontWroteItIsNotSubmitted() {
    poll(text(0, 0, "d", "a text"), text(0, 1, "d", "a text"));

    assertThat(embedder.offered()).containsExactly("a text");
  }

  @Test
  void recordInFrontCountsMoreThanTheStore() {
    polled.open(partition(0), id -> stateOf(id, "old"));

    poll(text(0, 0, "d", "new"), text(0, 1, "d", "old"));

    assertThat(embedder.offered()).containsExactly("new", "old");
  }

  @Test
  void writeBehindADeleteIsSubmitted() {
    polled.open(partition(0), id -> stateOf(id, "a text"));

    poll(delete(0, 0, "d"), text(0, 1, "d", "a text"));

    assertThat(embedder.offered()).containsExactly("a text");
  }

  @Test
  void recordInProcessStillTellsOfItsDocument() {
    embedder.room(1);
    poll(text(0, 0, "d", "a text"), text(0, 1, "x", "x"), text(0, 2, "d", "a text"));
    embedder.room(9);

    polled.reached(partition(0), 0);

    assertThat(embedder.offered()).containsExactly("a text", "x");
  }

  @Test
  void passedRecordsAreForgottenWhateverBecameOfThem() {
    Map<String, @Nullable DocumentState> store = new LinkedHashMap<>();
    polled.open(partition(0), store::get);
    poll(text(0, 0, "d", "a text"), text(0, 1, "x", "x"));
    polled.reached(partition(0), 1); // "d" was rejected by the model: it is not in the store

    poll(text(0, 2, "d", "a text"));

    assertThat(embedder.offered()).containsExactly("a text", "x", "a text");
  }

  @Test
  void recordThatCannotBeReadIsLeftToTheStream() {
    poll(text(0, 0, " "), text(0, 1, "a1"));

    assertThat(embedder.offered()).containsExactly("a1");
    assertThat(polled.chunks(partition(0), 0)).isEmpty();
    assertThat(polled.take(partition(0), 0)).isEmpty();
  }

  @Test
  void failureToLookAheadHurtsNoOtherRecord() {
    poll(text(0, 0, "a0"), text(0, 1, "d", "\0 framed"), text(0, 2, "a2"));

    polled.reached(partition(0), 0);

    assertThat(embedder.offered()).containsExactly("a0", "a2");
    assertThat(polled.take(partition(0), 0)).hasSize(1);
  }

  @Test
  void failureOfTheStoreHurtsNoOtherRecord() {
    polled.open(
        partition(0),
        id -> {
          throw new IllegalStateException("the store is closed");
        });

    poll(text(0, 0, "a0"), text(1, 0, "b0"));

    assertThat(embedder.offered()).containsExactly("b0");
  }

  private DocumentState stateOf(String id, String text) {
    return source.splitter().split(new Document(id, text, Map.of(), 0)).state(source.fingerprint());
  }

  private static TopicPartition partition(int number) {
    return new TopicPartition("documents", number);
  }

  @SafeVarargs
  private void poll(ConsumerRecord<byte[], byte[]>... records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      byPartition
          .computeIfAbsent(
              new TopicPartition(record.topic(), record.partition()), key -> new ArrayList<>())
          .add(record);
    }
    polled.add(new ConsumerRecords<>(byPartition, Map.of()));
  }

  private static ConsumerRecord<byte[], byte[]> text(int partition, long offset, String text) {
    return text(partition, offset, text, text);
  }

  private static ConsumerRecord<byte[], byte[]> text(
      int partition, long offset, String id, String text) {
    return new ConsumerRecord<>(
        "documents", partition, offset, id.getBytes(UTF_8), text.getBytes(UTF_8));
  }

  private static ConsumerRecord<byte[], byte[]> delete(int partition, long offset, String id) {
    return new ConsumerRecord<>("documents", partition, offset, id.getBytes(UTF_8), null);
  }
}
