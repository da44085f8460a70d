package io.millrace.topology.source;

import java.util.Map;

/**
 * What is known of a document's row from before, for change events that leave unchanged columns
 * out.
 */
@FunctionalInterface
public interface KnownColumns {
  /** Values by name of their column; empty when nothing is known. */
  Map<String, String> of(String documentId);

  /** Nothing is known of any document. */
  static KnownColumns none() {
    return documentId -> Map.of();
  }
}
