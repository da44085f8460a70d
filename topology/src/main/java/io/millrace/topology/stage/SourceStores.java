package io.millrace.topology.stage;

import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.KeptVector;
import io.millrace.topology.model.PendingTruncate;
import io.millrace.topology.model.RemovedDocument;
import io.millrace.topology.serde.ColumnsSerde;
import io.millrace.topology.serde.DocumentStateSerde;
import io.millrace.topology.serde.KeptVectorSerde;
import io.millrace.topology.serde.PendingTruncateSerde;
import io.millrace.topology.serde.RemovedDocumentSerde;
import io.millrace.topology.source.DocumentSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** The stores of one source, by the names that their changelog topics have as well. */
final class SourceStores {
  private final String documents;
  private final String removals;
  private final String vectors;
  private final String columns;
  private final String truncates;
  private final DocumentSource.Keeping keeping;

  SourceStores(DocumentSource source) {
    documents = Stages.documentsStore(source.name());
    removals = "removals-" + source.name();
    vectors = "vectors-" + source.name();
    columns = "columns-" + source.name();
    truncates = "truncating-" + source.name();
    keeping = source.keeping();
  }

  Set<StoreBuilder<?>> builders() {
    Set<StoreBuilder<?>> all = new HashSet<>();
    all.add(store(documents, new DocumentStateSerde()));
    all.add(store(removals, new RemovedDocumentSerde()));
    if (keeping.vectors()) {
      all.add(store(vectors, new KeptVectorSerde()));
    }
    if (keeping.columns()) {
      all.add(store(columns, new ColumnsSerde()));
    }
    if (keeping.truncates()) {
      all.add(store(truncates, new PendingTruncateSerde()));
    }
    return Set.copyOf(all);
  }

  /** Without a cache: what a stage puts is in the changelog before the offset is committed. */
  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.String(), values)
        .withCachingDisabled();
  }

  /** What was emitted of each document. */
  KeyValueStore<String, DocumentState> documents(ProcessingContext context) {
    return context.getStateStore(documents);
  }

  /** Versions of documents that are gone. */
  KeyValueStore<String, RemovedDocument> removals(ProcessingContext context) {
    return context.getStateStore(removals);
  }

  /** Vectors by document and text; null if none are kept. */
  @Nullable KeyValueStore<String, KeptVector> vectors(ProcessingContext context) {
    return keeping.vectors() ? context.getStateStore(vectors) : null;
  }

  /** The last columns of each document's row; null if none are kept. */
  @Nullable KeyValueStore<String, Map<String, String>> columns(ProcessingContext context) {
    return keeping.columns() ? context.getStateStore(columns) : null;
  }

  /** The truncate that is not done yet; null if the source never tells of one. */
  @Nullable KeyValueStore<String, PendingTruncate> truncates(ProcessingContext context) {
    return keeping.truncates() ? context.getStateStore(truncates) : null;
  }
}
