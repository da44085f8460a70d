package io.millrace.topology.lookahead;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.source.DocumentSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Map<TopicPartition, PartitionRecords> byPartition = new HashMap<>();

  /** In the order in which Streams will take them: round robin over the partitions. */
  private final Deque<PolledRecord> toSubmit = new ArrayDeque<>();

  PolledRecords(LookAhead lookAhead) {
    this.lookAhead = lookAhead;
  }

  /** From now on documents of a partition are looked up here before they are submitted. */
  public void open(TopicPartition partition, Function<String, @Nullable DocumentState> store) {
    of(partition).open(store);
  }

  /** Forgets a partition that this thread no longer owns. */
  public void close(TopicPartition partition) {
    PartitionRecords closed = byPartition.remove(partition);
    if (closed != null) {
      closed.clear();
    }
  }

  /**
   * The stream is at this record: whatever lies in front of it is processed, or was filtered out by
   * Streams, and is dropped. Then submits more of what waits, this record's own chunks first.
   */
  public void reached(TopicPartition partition, long offset) {
    of(partition).reached(offset);
    submitWaiting();
  }

  /** The chunks of the record that was reached, if they are already known. */
  public Optional<ChunkedDocument> chunks(TopicPartition partition, long offset) {
    return of(partition).head(offset).map(PolledRecord::document);
  }

  /**
   * The embeddings asked for of the record that was reached, by ordinal of their chunk; no more of
   * its chunks are asked for. The record stays, and with it what it tells of its document, until
   * the next one is reached: only then is the store up to date.
   */
  public Map<Integer, CompletableFuture<EmbeddingResult>> take(
      TopicPartition partition, long offset) {
    Optional<PolledRecord> head = of(partition).head(offset);
    head.ifPresent(PolledRecord::retire);
    return head.map(PolledRecord::embeddings).orElseGet(Map::of);
  }

  /** W3C trace context of what was asked for of the record that was reached, if it is followed. */
  public Optional<String> traceParent(TopicPartition partition, long offset) {
    return of(partition).head(offset).flatMap(PolledRecord::traceParent);
  }

  void add(ConsumerRecords<byte[], byte[]> polled) {
    List<Iterator<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
    for (TopicPartition partition : polled.partitions()) {
      if (lookAhead.source(partition.topic()) != null) {
        partitions.add(polled.records(partition).iterator());
      }
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
    PolledRecord added = new PolledRecord(record);
    of(added.partition()).add(added);
    toSubmit.addLast(added);
  }

  private PartitionRecords of(TopicPartition partition) {
    return byPartition.computeIfAbsent(partition, key -> new PartitionRecords());
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
      DocumentSource source = lookAhead.source(record.partition().topic());
      return source == null || submit(record, source);
    } catch (RuntimeException e) {
      LOG.debug("no look-ahead at offset {} of {}", record.offset(), record.partition(), e);
      record.retire();
      return true;
    }
  }

  /** Whether all of a record is submitted; false when the engine has no room. */
  private boolean submit(PolledRecord record, DocumentSource source) {
    if (!record.isRead()) {
      read(record, source);
    }
    while (record.nextToSubmit() != null) {
      Optional<CompletableFuture<EmbeddingResult>> embedding =
          source
              .embedder()
              .offer(source.request(record.nextToSubmit().text(), traceParent(record, source)));
      if (embedding.isEmpty()) {
        return false;
      }
      record.submitted(embedding.get());
    }
    return true;
  }

  private Optional<String> traceParent(PolledRecord record, DocumentSource source) {
    if (record.traceParent().isEmpty()) {
      record.tracedBy(lookAhead.traces().polled(() -> record.traced(source.name())));
    }
    return record.traceParent();
  }

  private void read(PolledRecord record, DocumentSource source) {
    switch (source.parser().parse(record.key(), record.value(), record.timestampMillis())) {
      case Parsed.Rejected _, Parsed.Nothing _, Parsed.Truncate _ -> record.readNothing();
      case Parsed.Delete delete -> {
        record.readNothing();
        of(record.partition()).expect(record, delete.documentId(), Optional.empty());
      }
      case Parsed.Upsert upsert -> read(record, source, upsert);
    }
  }

  private void read(PolledRecord record, DocumentSource source, Parsed.Upsert upsert) {
    PartitionRecords partition = of(record.partition());
    DocumentState known = partition.known(upsert.documentId());
    if (known != null && known.isNewerThan(upsert.document().version())) {
      record.readNothing();
      return;
    }
    ChunkedDocument document = source.splitter().split(upsert.document());
    DocumentState made = document.state(lookAhead.fingerprint(source));
    DocumentState newer = known == null ? made : made.orVersionOf(known);
    record.read(document, toEmbed(new DocumentChange.Update(document, newer, known), source));
    partition.expect(record, upsert.documentId(), Optional.of(newer));
  }

  private static List<Chunk> toEmbed(DocumentChange.Update update, DocumentSource source) {
    Set<ContentHash> kept = source.keeping().vectors() ? update.reusable() : Set.<ContentHash>of();
    return update.toEmit().stream().filter(chunk -> !kept.contains(chunk.hash())).toList();
  }
}
