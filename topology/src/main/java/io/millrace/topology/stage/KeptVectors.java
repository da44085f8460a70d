package io.millrace.topology.stage;

import io.millrace.topology.model.ContentHash;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Vectors of the chunks that documents have now. Without a store nothing is kept. */
final class KeptVectors {
  private final @Nullable KeyValueStore<String, Embedded> store;

  KeptVectors(@Nullable KeyValueStore<String, Embedded> store) {
    this.store = store;
  }

  @Nullable Embedded get(String documentId, ContentHash text) {
    return store == null ? null : store.get(key(documentId, text));
  }

  void put(String documentId, ContentHash text, Embedded embedding) {
    if (store != null) {
      store.put(key(documentId, text), embedding);
    }
  }

  void delete(String documentId, ContentHash text) {
    if (store != null) {
      store.delete(key(documentId, text));
    }
  }

  private static String key(String documentId, ContentHash text) {
    return documentId + '#' + text.toHex();
  }
}
