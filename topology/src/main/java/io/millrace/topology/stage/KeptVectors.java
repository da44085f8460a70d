package io.millrace.topology.stage;

import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.KeptVector;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Vectors of the chunks that documents have now. Without a store nothing is kept. */
final class KeptVectors {
  private final @Nullable KeyValueStore<String, KeptVector> store;
  private final String fingerprint;

  /**
   * @param fingerprint of what makes the vectors; others may have been kept before the worker was
   *     told to keep none, and are as good as none
   */
  KeptVectors(@Nullable KeyValueStore<String, KeptVector> store, String fingerprint) {
    this.store = store;
    this.fingerprint = fingerprint;
  }

  @Nullable Embedded get(String documentId, ContentHash text) {
    KeptVector kept = store == null ? null : store.get(key(documentId, text));
    return kept != null && kept.fingerprint().equals(fingerprint) ? kept.embedding() : null;
  }

  void put(String documentId, ContentHash text, Embedded embedding) {
    if (store != null) {
      store.put(key(documentId, text), new KeptVector(fingerprint, embedding));
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
