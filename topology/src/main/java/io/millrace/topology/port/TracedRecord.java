package io.millrace.topology.port;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A record whose way is followed.
 *
 * @param source name of the source that reads it
 * @param traceParent W3C trace context, as its header has it
 */
public record TracedRecord(
    String source, String topic, int partition, long offset, Optional<String> traceParent) {
  public TracedRecord {
    requireNonNull(source, "source");
    requireNonNull(topic, "topic");
    requireNonNull(traceParent, "traceParent");
  }
}
