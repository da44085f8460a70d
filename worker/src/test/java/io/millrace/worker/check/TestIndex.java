package io.millrace.worker.check;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.serde.VectorRecordDeserializer;
import io.millrace.schemas.serde.VectorRecordSerializer;
import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.topic.TestTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The three topics of an index, filled record by record and checked once. Documents have at most
 * four words a chunk.
 */
final class TestIndex {
  static final String SPACE = WordEmbedder.SPACE.fingerprint();

  private static final int PARTITIONS = 2;

  /** The broker deletes records whose own timestamps are a week old, and does so during tests. */
  private static final long START_MILLIS = System.currentTimeMillis();

  private final TestTopics topics;
  private final Map<String, String> registry;
  private final String source;
  private final String vectors;
  private final String deadLetters;
  private final List<ProducerRecord<byte[], byte[]>> unwritten = new ArrayList<>();
  private final VectorRecordSerializer serializer = new VectorRecordSerializer();

  /** Makes the topics; the number keeps them apart from those of other tests. */
  TestIndex(TestTopics topics, String registryUrl, int number) throws Exception {
    this.topics = topics;
    this.registry = Map.of("schema.registry.url", registryUrl);
    this.source = "documents-" + number;
    this.vectors = "vectors-" + number;
    this.deadLetters = "dead-letters-" + number;
    serializer.configure(registry, false);
    for (String topic : List.of(source, vectors, deadLetters)) {
      topics.create(topic, PARTITIONS);
    }
  }

  /**
   * Adds a document to partition 0; a null value deletes it.
   *
   * @param timestampMillis since the test began
   */
  void document(String id, @Nullable String value, long timestampMillis) {
    write(source, 0, timestampMillis, id, TestTopics.bytes(value));
  }

  /** Adds a vector under its own chunk id to partition 0. */
  void vector(VectorRecord vector) {
    vector(0, vector.getChunkId(), vector);
  }

  void vector(int partition, String key, @Nullable VectorRecord vector) {
    write(
        vectors, partition, 0, key, vector == null ? null : serializer.serialize(vectors, vector));
  }

  /** Adds a dead letter of the source's partition 0. */
  void deadLetter(long sourceOffset) {
    ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(deadLetters, 0, null, null);
    letter.headers().add(DeadLetterHandler.TOPIC, TestTopics.bytes(source));
    letter.headers().add(DeadLetterHandler.PARTITION, TestTopics.bytes("0"));
    letter.headers().add(DeadLetterHandler.OFFSET, TestTopics.bytes("" + sourceOffset));
    unwritten.add(letter);
  }

  /** Adds what another application may have put among the dead letters. */
  void foreignDeadLetter() {
    unwritten.add(new ProducerRecord<>(deadLetters, 0, null, null));
  }

  /** Adds the mark that a replay leaves of a dead letter. */
  void replayMark(String letter) {
    ProducerRecord<byte[], byte[]> mark = new ProducerRecord<>(deadLetters, 0, null, null);
    mark.headers().add(DeadLetterHandler.REPLAYED, TestTopics.bytes(letter));
    unwritten.add(mark);
  }

  /** As a worker would write it, without metadata. */
  static VectorRecord.Builder chunk(
      String documentId, int ordinal, String text, long updatedAtMillis) {
    return VectorRecord.newBuilder()
        .setChunkId(Chunk.id(documentId, ordinal))
        .setDocId(documentId)
        .setOrdinal(ordinal)
        .setText(text)
        .setVector(FloatVector.of(WordEmbedder.vector(text)))
        .setModel("fake")
        .setSpace(SPACE)
        .setTokens(WordEmbedder.words(text))
        .setUpdatedAt(updatedAtMillis)
        .setEmbeddedAt(0)
        .setMetadata(Map.of());
  }

  CheckReport check() throws Exception {
    return check(Optional.of(topics.committed(deadLetters)), false, 0);
  }

  CheckReport checkWithoutDeadLetters() throws Exception {
    return check(Optional.empty(), false, 0);
  }

  /** As if another source wrote to the same vectors topic. */
  CheckReport checkAmongOthers() throws Exception {
    return check(Optional.empty(), true, 0);
  }

  CheckReport checkAndRecompute(int chunks) throws Exception {
    return check(Optional.of(topics.committed(deadLetters)), false, chunks);
  }

  /** Together with another source that writes to the same vectors topic. */
  CheckReport checkWith(TestIndex other) throws Exception {
    topics.write(unwritten);
    topics.write(other.unwritten);
    return new IndexCheck(
            List.of(
                source(false),
                new CheckedSource(
                    other.source(),
                    topics.committed(other.source),
                    topics.committed(vectors),
                    values(),
                    false)),
            Optional.empty(),
            0)
        .run();
  }

  private CheckReport check(Optional<CommittedTopic> letters, boolean withOthers, int recomputed)
      throws Exception {
    topics.write(unwritten);
    return new IndexCheck(List.of(source(withOthers)), letters, recomputed).run();
  }

  private CheckedSource source(boolean withOthers) {
    return new CheckedSource(
        source(), topics.committed(source), topics.committed(vectors), values(), withOthers);
  }

  private VectorRecordDeserializer values() {
    VectorRecordDeserializer values = new VectorRecordDeserializer();
    values.configure(registry, false);
    return values;
  }

  private DocumentSource source() {
    return TestSources.of(source, vectors, serializer);
  }

  private void write(
      String topic, int partition, long timestampMillis, String key, byte @Nullable [] value) {
    unwritten.add(
        new ProducerRecord<>(
            topic, partition, START_MILLIS + timestampMillis, TestTopics.bytes(key), value));
  }
}
