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

  /** Well below a second. */
  static final int SLICE = 10_000;

  private final KeyValueStore<String, RemovedDocument> store;

  /** Where the next slice begins; null: at the first. */
  private @Nullable String next;

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

  /**
   * Forgets what was removed before a time, of as many as are looked at in a go: all of them at
   * once could outlast a transaction. The next call goes on, after the last from the beginning.
   */
  void forgetBefore(long timeMillis) {
    int seen = 0;
    try (KeyValueIterator<String, RemovedDocument> rest = store.range(next, null)) {
      while (rest.hasNext() && seen < SLICE) {
        KeyValue<String, RemovedDocument> removed = rest.next();
        seen++;
        if (removed.value.removedAtMillis() < timeMillis) {
          store.delete(removed.key);
        }
      }
      next = rest.hasNext() ? rest.peekNextKey() : null;
    }
  }
}
