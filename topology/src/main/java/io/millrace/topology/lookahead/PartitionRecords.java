package io.millrace.topology.lookahead;

import io.millrace.topology.model.DocumentState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The polled records of one partition, and what they will make of their documents. */
final class PartitionRecords {
  private final Deque<PolledRecord> queue = new ArrayDeque<>();

  /** What a document will be once the records in front are processed; empty for a deleted one. */
  private final Map<String, Optional<DocumentState>> expected = new HashMap<>();

  private @Nullable Function<String, @Nullable DocumentState> store;

  /** From now on documents are looked up here. */
  void open(Function<String, @Nullable DocumentState> documents) {
    store = documents;
  }

  void add(PolledRecord record) {
    if (!queue.isEmpty() && queue.getLast().offset() >= record.offset()) {
      // The consumer was sent back: the partition came again, or its task was revived.
      clear();
    }
    queue.addLast(record);
  }

  Optional<PolledRecord> head(long offset) {
    return Optional.ofNullable(queue.peekFirst()).filter(head -> head.offset() == offset);
  }

  /** Drops what lies in front of the offset. */
  void reached(long offset) {
    while (!queue.isEmpty() && queue.getFirst().offset() < offset) {
      drop(queue.removeFirst());
    }
  }

  void clear() {
    queue.forEach(this::drop);
    queue.clear();
  }

  private void drop(PolledRecord record) {
    record.retire();
    record.expectation().ifPresent(mine -> expected.remove(mine.documentId(), mine.state()));
    record.embeddings().values().forEach(future -> future.cancel(false));
  }

  void expect(PolledRecord record, String documentId, Optional<DocumentState> state) {
    record.expect(new Expectation(documentId, state));
    expected.put(documentId, state);
  }

  /** What is known of a document when its next record is processed. */
  @Nullable DocumentState known(String documentId) {
    Optional<DocumentState> inFront = expected.get(documentId);
    if (inFront != null) {
      return inFront.orElse(null);
    }
    return store == null ? null : store.apply(documentId);
  }

  /** What a record in front will have made of its document. */
  record Expectation(String documentId, Optional<DocumentState> state) {}
}
