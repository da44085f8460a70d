package io.millrace.topology.stage;

import io.millrace.topology.model.PendingTruncate;
import java.util.OptionalLong;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The truncate that a partition is busy with, kept so that whoever takes over the partition goes on
 * with it. As long as there is one, no document is stored in an older version than the truncate's:
 * what it has passed it need not look at again.
 */
final class Truncates {
  private static final String ONLY = "";

  private final @Nullable KeyValueStore<String, PendingTruncate> store;

  /**
   * @param store null if the source never tells of a truncate
   */
  Truncates(@Nullable KeyValueStore<String, PendingTruncate> store) {
    this.store = store;
  }

  @Nullable PendingTruncate pending() {
    return store == null ? null : store.get(ONLY);
  }

  /** Its version; empty if there is none. */
  OptionalLong pendingVersion() {
    PendingTruncate pending = pending();
    return pending == null ? OptionalLong.empty() : OptionalLong.of(pending.version());
  }

  /** Starts over with a newer truncate; an older one would remove nothing else. */
  void begin(long version, long timestampMillis) {
    PendingTruncate pending = pending();
    if (pending == null || pending.version() <= version) {
      put(new PendingTruncate(version, timestampMillis, ""));
    }
  }

  void goOn(PendingTruncate truncate) {
    put(truncate);
  }

  void end() {
    put(null);
  }

  private void put(@Nullable PendingTruncate truncate) {
    if (store != null) {
      store.put(ONLY, truncate);
    }
  }
}
