package io.millrace.topology.stage;

import io.millrace.topology.model.RemovedDocument;
import java.util.OptionalLong;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while which documents were removed in which version, so that an older version
 * that comes late does not bring them back. Without a version nothing is remembered: then the last
 * to arrive is the newest.
 */
final class Removals {
  /** Stands for every document: no document has an empty id. */
  private static final String ALL = "";

  private final KeyValueStore<String, RemovedDocument> store;

  Removals(KeyValueStore<String, RemovedDocument> store) {
    this.store = store;
  }

  /** Whether the document was removed in a newer version than this. */
  boolean areNewerThan(String documentId, OptionalLong version) {
    return version.isPresent()
        && (isNewer(store.get(documentId), version.getAsLong())
            || isNewer(store.get(ALL), version.getAsLong()));
  }

  private static boolean isNewer(@Nullable RemovedDocument removed, long version) {
    return removed != null && removed.version() > version;
  }

  void remember(String documentId, OptionalLong version, long nowMillis) {
    version.ifPresent(removed -> store.put(documentId, new RemovedDocument(removed, nowMillis)));
  }

  /** All documents of an older version are gone. An older truncate takes nothing back. */
  void rememberAll(long version, long nowMillis) {
    if (!isNewer(store.get(ALL), version)) {
      store.put(ALL, new RemovedDocument(version, nowMillis));
    }
  }

  /** The document is there again. */
  void forget(String documentId, OptionalLong version) {
    if (version.isPresent() && store.get(documentId) != null) {
      store.delete(documentId);
    }
  }

  /** Forgets what was removed before a time. */
  void forgetBefore(long timeMillis) {
    try (KeyValueIterator<String, RemovedDocument> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, RemovedDocument> removed = all.next();
        if (removed.value.removedAtMillis() < timeMillis) {
          store.delete(removed.key);
        }
      }
    }
  }
}
