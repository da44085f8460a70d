package io.millrace.topology.port;

/** Who waits for a text, most urgent first. No lane starves another. */
public enum Lane {
  ONLINE,
  STREAM,
  BACKFILL
}
