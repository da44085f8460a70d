package io.millrace.topology.lookahead;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that one stream thread has polled and not processed, with the embeddings already asked
 * for. Owned by that thread, not thread safe.
 *
 * <p>Never waits: when the engine is full, the rest is submitted as records are reached. A document
 * that looks unchanged is not submitted; whether it is, {@code SkipUnchanged} decides.
 */
public final class PolledRecords {
  private static final Logger LOG = LoggerFactory.getLogger(PolledRecords.class);

  private final LookAhead lookAhead;
  private final Map<Integer, Deque<PolledRecord>> byPartition = new HashMap<>();
  private final Map<Integer, Function<String, @Nullable DocumentState>> stores = new HashMap<>();

  /** What a document will be once the records in front are processed; empty for a deleted one. */
  private final Map<String, Optional<DocumentState>> expected = new HashMap<>();

  /** In the order in which Streams will take them: round robin over the partitions. */
  private final Deque<PolledRecord> toSubmit = new ArrayDeque<>();

  PolledRecords(LookAhead lookAhead) {
    this.lookAhead = lookAhead;
  }

  /** From now on documents of a partition are looked up here before they are submitted. */
  public void open(int partition, Function<String, @Nullable DocumentState> store) {
    stores.put(partition, store);
  }

  /** Forgets a partition that this thread no longer owns. */
  public void close(int partition) {
    stores.remove(partition);
    discard(byPartition.remove(partition));
  }

  /**
   * The stream is at this record: whatever lies in front of it is processed, or was filtered out by
   * Streams, and is dropped. Then submits more of what waits, this record's own chunks first.
   */
  public void reached(int partition, long offset) {
    Deque<PolledRecord> queue = byPartition.getOrDefault(partition, new ArrayDeque<>());
    while (!queue.isEmpty() && queue.getFirst().offset() < offset) {
      drop(queue.removeFirst());
    }
    submitWaiting();
  }

  /** The chunks of the record that was reached, if they are already known. */
  public Optional<ChunkedDocument> chunks(int partition, long offset) {
    return head(partition, offset).map(PolledRecord::document);
  }

  /**
   * The embeddings asked for of the record that was reached, by ordinal of their chunk; no more of
   * its chunks are asked for. The record stays, and with it what it tells of its document, until
   * the next one is reached: only then is the store up to date.
   */
  public Map<Integer, CompletableFuture<EmbeddingResult>> take(int partition, long offset) {
    Optional<PolledRecord> head = head(partition, offset);
    head.ifPresent(PolledRecord::retire);
    return head.map(PolledRecord::embeddings).orElseGet(Map::of);
  }

  void add(ConsumerRecords<byte[], byte[]> polled) {
    List<Iterator<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
    for (TopicPartition partition : polled.partitions()) {
      partitions.add(polled.records(partition).iterator());
    }
    while (!partitions.isEmpty()) {
      partitions.removeIf(records -> !records.hasNext());
      partitions.forEach(records -> add(records.next()));
    }
    submitWaiting();
  }

  void clear() {
    List.copyOf(byPartition.keySet()).forEach(this::close);
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    Deque<PolledRecord> queue =
        byPartition.computeIfAbsent(record.partition(), partition -> new ArrayDeque<>());
    if (!queue.isEmpty() && queue.getLast().offset() >= record.offset()) {
      // The consumer was sent back: the partition came again, or its task was revived.
      discard(queue);
      queue.clear();
    }
    PolledRecord added = new PolledRecord(record);
    queue.addLast(added);
    toSubmit.addLast(added);
  }

  private Optional<PolledRecord> head(int partition, long offset) {
    Deque<PolledRecord> queue = byPartition.getOrDefault(partition, new ArrayDeque<>());
    return Optional.ofNullable(queue.peekFirst()).filter(head -> head.offset() == offset);
  }

  private void discard(@Nullable Deque<PolledRecord> queue) {
    if (queue != null) {
      queue.forEach(this::drop);
    }
  }

  private void drop(PolledRecord record) {
    record.retire();
    record.expectation().ifPresent(mine -> expected.remove(mine.documentId(), mine.state()));
    record.embeddings().values().forEach(future -> future.cancel(false));
  }

  /** Submits what waits, as far as the engine has room now. */
  public void submitWaiting() {
    while (!toSubmit.isEmpty()
        && (toSubmit.getFirst().isRetired() || trySubmit(toSubmit.getFirst()))) {
      toSubmit.removeFirst();
    }
  }

  /**
   * Wide on purpose: registry, tokenizer, store or engine may fail here, while another record is
   * processed. The record itself meets the failure again in its own {@code process()}.
   */
  private boolean trySubmit(PolledRecord record) {
    try {
      return submit(record);
    } catch (RuntimeException e) {
      LOG.debug("no look-ahead at offset {} of {}", record.offset(), record.partition(), e);
      record.retire();
      return true;
    }
  }

  /** Whether all of a record is submitted; false when the engine has no room. */
  private boolean submit(PolledRecord record) {
    if (!record.isRead()) {
      read(record);
    }
    while (record.nextToSubmit() != null) {
      Optional<CompletableFuture<EmbeddingResult>> embedding = offer(record.nextToSubmit());
      if (embedding.isEmpty()) {
        return false;
      }
      record.submitted(embedding.get());
    }
    return true;
  }

  private Optional<CompletableFuture<EmbeddingResult>> offer(Chunk chunk) {
    return lookAhead.embedder().offer(EmbeddingRequest.document(chunk.text(), lookAhead.lane()));
  }

  private void read(PolledRecord record) {
    switch (lookAhead.parser().parse(record.key(), record.value(), record.timestampMillis())) {
      case Parsed.Rejected _, Parsed.Nothing _, Parsed.Truncate _ -> record.readNothing();
      case Parsed.Delete delete -> {
        record.readNothing();
        expect(record, delete.documentId(), Optional.empty());
      }
      case Parsed.Upsert upsert -> read(record, lookAhead.splitter().split(upsert.document()));
    }
  }

  private void read(PolledRecord record, ChunkedDocument document) {
    DocumentState newer = document.state(lookAhead.embedder().space().fingerprint());
    DocumentState known = known(record.partition(), document.document().id());
    List<Chunk> changed =
        known == null ? document.chunks() : known.changedChunks(newer, document.chunks());
    record.read(document, changed);
    expect(record, document.document().id(), Optional.of(newer));
  }

  private void expect(PolledRecord record, String documentId, Optional<DocumentState> state) {
    record.expect(new Expectation(documentId, state));
    expected.put(documentId, state);
  }

  private @Nullable DocumentState known(int partition, String documentId) {
    Optional<DocumentState> inFront = expected.get(documentId);
    if (inFront != null) {
      return inFront.orElse(null);
    }
    Function<String, @Nullable DocumentState> store = stores.get(partition);
    return store == null ? null : store.apply(documentId);
  }

  /** What a record in front will have made of its document. */
  record Expectation(String documentId, Optional<DocumentState> state) {}
}
