package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.serde.DocumentStateSerde;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoredFingerprintsTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String OLD = "00000000000000aa";
  private static final String NEW = "00000000000000bb";
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  private final String changelog =
      StoredFingerprints.changelog("app-" + COUNT.incrementAndGet(), "articles");

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
  void create() throws Exception {
    topics.create(changelog, 1);
  }

  @Test
  void documentsOfAnotherFingerprintAreToBeMoved() throws Exception {
    topics.write(List.of(state("a", NEW), state("b", OLD)));

    assertThat(areAllNew()).isFalse();
  }

  @Test
  void onlyTheLastStateOfADocumentCounts() throws Exception {
    topics.write(List.of(state("a", OLD), state("b", NEW), state("a", NEW)));

    assertThat(areAllNew()).isTrue();
  }

  @Test
  void deletedDocumentsNeedNoMove() throws Exception {
    topics.write(
        List.of(
            state("a", OLD),
            state("b", NEW),
            new ProducerRecord<>(changelog, TestTopics.bytes("a"), null)));

    assertThat(areAllNew()).isTrue();
  }

  @Test
  void statesOfAnotherFormatAreToBeMoved() throws Exception {
    topics.write(
        List.of(
            state("a", NEW),
            new ProducerRecord<>(changelog, TestTopics.bytes("b"), new byte[] {9, 9})));

    assertThat(areAllNew()).isFalse();
  }

  @Test
  void whereNothingIsKnownAMoveIsNotNeedless() {
    assertThat(areAllNew()).isFalse();
  }

  @Test
  void moreStaleDocumentsThanAreRememberedStayStale() {
    StoredFingerprints stored = new StoredFingerprints(NEW, 1);
    for (ProducerRecord<byte[], byte[]> state :
        List.of(state("a", OLD), state("b", OLD), state("a", NEW), state("b", NEW))) {
      stored.read(new ConsumerRecord<>(changelog, 0, 0, state.key(), state.value()));
    }

    assertThat(stored.areCurrent()).isFalse();
  }

  private boolean areAllNew() {
    return StoredFingerprints.areAll(
        NEW, Map.of("bootstrap.servers", broker.bootstrapServers()), changelog);
  }

  private ProducerRecord<byte[], byte[]> state(String id, String fingerprint) {
    DocumentState state =
        new DocumentState(
            fingerprint, ContentHash.of(""), OptionalLong.empty(), List.of(ContentHash.of(id)));
    return new ProducerRecord<>(
        changelog,
        TestTopics.bytes(id),
        new DocumentStateSerde().serializer().serialize(changelog, state));
  }
}
