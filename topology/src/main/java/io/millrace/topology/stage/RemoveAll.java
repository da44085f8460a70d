package io.millrace.topology.stage;

import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.EmbeddedChange;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Removes the documents of a partition that are older than the truncate. Where times order them,
 * what was written in the same millisecond stays: it may be the table's new content.
 */
final class RemoveAll implements Processor<byte[], Long, String, EmbeddedChange> {
  private final SourceStores stores;
  private ProcessorContext<String, EmbeddedChange> context;
  private KeyValueStore<String, DocumentState> documents;
  private Removals removals;
  private @Nullable KeyValueStore<String, Map<String, String>> columns;

  RemoveAll(SourceStores stores) {
    this.stores = stores;
  }

  @Override
  public void init(ProcessorContext<String, EmbeddedChange> processorContext) {
    context = processorContext;
    documents = stores.documents(context);
    removals = new Removals(stores.removals(context));
    columns = stores.columns(context);
  }

  @Override
  public void process(Record<byte[], Long> record) {
    long version = record.value();
    removals.rememberAll(version, context.currentSystemTimeMs());
    try (KeyValueIterator<String, DocumentState> all = documents.all()) {
      while (all.hasNext()) {
        KeyValue<String, DocumentState> known = all.next();
        if (known.value.isOlderThan(version)) {
          remove(record, known);
        }
      }
    }
  }

  private void remove(Record<byte[], Long> record, KeyValue<String, DocumentState> known) {
    if (columns != null) {
      columns.delete(known.key);
    }
    // Remembered by the truncate as a whole.
    DocumentChange removal =
        new DocumentChange.Removal(known.key, OptionalLong.empty(), known.value);
    context.forward(record.withKey(known.key).withValue(new EmbeddedChange(removal, List.of())));
  }
}
