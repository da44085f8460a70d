package io.millrace.topology.port;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Follows records on their way, as spans of traces. Trace contexts are W3C strings, as the header
 * {@code traceparent} has them.
 *
 * <p>A record is processed by one thread, from its first stage to its last: what that thread does
 * meanwhile belongs to the record. Thread safe.
 */
public interface RecordTraces {
  /** Follows nothing, at no cost. */
  RecordTraces OFF = new NoTraces();

  /**
   * A record was polled, and its texts are asked for before it is processed: the trace they belong
   * to, which begins here if the record has none of its own.
   *
   * @param record read only if it is followed
   */
  Optional<String> polled(Supplier<TracedRecord> record);

  /**
   * The calling thread begins to process a record, until the span is closed.
   *
   * @param record read only if it is followed
   */
  Span process(Supplier<TracedRecord> record);

  /** The calling thread begins to write what became of its record, if it has one. */
  Span emit(String topic);

  /** Where the calling thread's record is in its trace; empty between records. */
  Optional<String> traceParent();

  /** The calling thread's record goes to the dead letters. */
  void rejected(String reason);

  /** Something that takes a while. Closed without being done, it failed. */
  interface Span extends AutoCloseable {
    /** Of what happens within. */
    Optional<String> traceParent();

    /** It went well, or the record was {@link RecordTraces#rejected}. */
    void done();

    @Override
    void close();
  }
}
