package io.millrace.topology.stage;

import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.EmbeddedChange;
import io.millrace.topology.model.PendingTruncate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the documents of a partition that are older than the truncate. Where times order them,
 * what was written in the same millisecond stays: it may be the table's new content.
 *
 * <p>A large table goes in slices, between which the stream commits and goes on with other records:
 * all of it in one transaction would outlast the transaction, again and again.
 */
final class RemoveAll implements Processor<byte[], Long, String, EmbeddedChange> {
  /** Documents that are looked at and tombstones that are written: well below a second. */
  private static final int SLICE = 5_000;

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Logger LOG = LoggerFactory.getLogger(RemoveAll.class);

  private final SourceStores stores;
  private ProcessorContext<String, EmbeddedChange> context;
  private KeyValueStore<String, DocumentState> documents;
  private Removals removals;
  private Truncates truncates;
  private @Nullable KeyValueStore<String, Map<String, String>> columns;

  /** Runs as long as a truncate is pending. */
  private @Nullable Cancellable slices;

  RemoveAll(SourceStores stores) {
    this.stores = stores;
  }

  @Override
  public void init(ProcessorContext<String, EmbeddedChange> processorContext) {
    context = processorContext;
    documents = stores.documents(context);
    removals = new Removals(stores.removals(context));
    truncates = new Truncates(stores.truncates(context));
    columns = stores.columns(context);
    slices = null;
    followPending();
  }

  @Override
  public void process(Record<byte[], Long> record) {
    removals.rememberAll(record.value(), context.currentSystemTimeMs());
    truncates.begin(record.value(), record.timestamp());
    removeSlice();
  }

  private void removeSlice() {
    PendingTruncate pending = truncates.pending();
    if (pending != null) {
      removeSlice(pending);
    }
    followPending();
  }

  private void removeSlice(PendingTruncate pending) {
    int done = 0;
    String from = pending.next().isEmpty() ? null : pending.next();
    try (KeyValueIterator<String, DocumentState> rest = documents.range(from, null)) {
      while (rest.hasNext()) {
        if (done >= SLICE) {
          truncates.goOn(pending.goOnWith(rest.peekNextKey()));
          return;
        }
        KeyValue<String, DocumentState> known = rest.next();
        done++;
        if (known.value.isOlderThan(pending.version())) {
          remove(known, pending.timestampMillis());
          done += known.value.chunkHashes().size();
        }
      }
    }
    truncates.end();
  }

  private void remove(KeyValue<String, DocumentState> known, long timestampMillis) {
    if (columns != null) {
      columns.delete(known.key);
    }
    // Remembered by the truncate as a whole.
    DocumentChange removal =
        new DocumentChange.Removal(known.key, OptionalLong.empty(), known.value);
    context.forward(
        new Record<>(known.key, new EmbeddedChange(removal, List.of()), timestampMillis));
  }

  private void followPending() {
    boolean pending = truncates.pending() != null;
    if (pending && slices == null) {
      LOG.atInfo()
          .addKeyValue("task", context.taskId())
          .log("a large table was truncated: it is removed in slices");
      slices = context.schedule(PAUSE, PunctuationType.WALL_CLOCK_TIME, _ -> removeSlice());
    } else if (!pending && slices != null) {
      LOG.atInfo().addKeyValue("task", context.taskId()).log("the truncated table is removed");
      slices.cancel();
      slices = null;
    }
  }
}
