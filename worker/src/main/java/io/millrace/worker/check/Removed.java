package io.millrace.worker.check;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * In which version documents were removed. Unlike the worker's own memory it does not forget with
 * time: what comes back after {@code rememberDeletes} is found.
 */
final class Removed {
  private final Map<String, Long> versions = new HashMap<>();

  /** Whether a version of a document that is not there came too late. */
  boolean isNewerThan(String documentId, OptionalLong version) {
    return version.isPresent()
        && versions.getOrDefault(documentId, Long.MIN_VALUE) > version.getAsLong();
  }

  void add(String documentId, OptionalLong version) {
    version.ifPresent(removed -> versions.put(documentId, removed));
  }

  /** The document is there again. */
  void forget(String documentId, OptionalLong version) {
    if (version.isPresent()) {
      versions.remove(documentId);
    }
  }
}
