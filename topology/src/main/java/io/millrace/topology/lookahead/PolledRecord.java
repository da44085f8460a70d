package io.millrace.topology.lookahead;

import io.millrace.topology.lookahead.PartitionRecords.Expectation;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.TracedRecord;
import io.millrace.topology.source.TraceParent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One polled record: first only its bytes, then its chunks, then the embeddings asked for. */
final class PolledRecord {
  private final ConsumerRecord<byte[], byte[]> record;
  private final TopicPartition partition;
  private final Deque<Chunk> toSubmit = new ArrayDeque<>();
  private final Map<Integer, CompletableFuture<EmbeddingResult>> embeddings = new HashMap<>();
  private @Nullable ChunkedDocument document;
  private @Nullable Expectation expectation;
  private Optional<String> traceParent = Optional.empty();
  private boolean read;
  private boolean retired;

  PolledRecord(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
    this.partition = new TopicPartition(record.topic(), record.partition());
  }

  byte @Nullable [] key() {
    return record.key();
  }

  byte @Nullable [] value() {
    return record.value();
  }

  TopicPartition partition() {
    return partition;
  }

  long offset() {
    return record.offset();
  }

  long timestampMillis() {
    return record.timestamp();
  }

  /** For what follows the records of a source. */
  TracedRecord traced(String source) {
    return new TracedRecord(
        source, record.topic(), record.partition(), offset(), TraceParent.of(record.headers()));
  }

  /** W3C trace context of its texts, once they are asked for and somebody follows them. */
  Optional<String> traceParent() {
    return traceParent;
  }

  void tracedBy(Optional<String> parent) {
    traceParent = parent;
  }

  boolean isRead() {
    return read;
  }

  /** There is nothing to embed in it. */
  void readNothing() {
    read = true;
  }

  void read(ChunkedDocument chunks, Collection<Chunk> changed) {
    read = true;
    document = chunks;
    toSubmit.addAll(changed);
  }

  void expect(Expectation made) {
    expectation = made;
  }

  Optional<Expectation> expectation() {
    return Optional.ofNullable(expectation);
  }

  @Nullable ChunkedDocument document() {
    return document;
  }

  @Nullable Chunk nextToSubmit() {
    return toSubmit.peekFirst();
  }

  void submitted(CompletableFuture<EmbeddingResult> embedding) {
    embeddings.put(toSubmit.removeFirst().ordinal(), embedding);
  }

  Map<Integer, CompletableFuture<EmbeddingResult>> embeddings() {
    return embeddings;
  }

  /** Its turn has come, or it is given up: nothing more of it is submitted ahead. */
  void retire() {
    retired = true;
    toSubmit.clear();
  }

  boolean isRetired() {
    return retired;
  }
}
