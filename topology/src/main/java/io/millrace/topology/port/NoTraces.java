package io.millrace.topology.port;

import java.util.Optional;
import java.util.function.Supplier;

/** Nobody follows the records. */
final class NoTraces implements RecordTraces {
  private static final Span NO_SPAN = new NoSpan();

  @Override
  public Optional<String> polled(Supplier<TracedRecord> record) {
    return Optional.empty();
  }

  @Override
  public Span process(Supplier<TracedRecord> record) {
    return NO_SPAN;
  }

  @Override
  public Span emit(String topic) {
    return NO_SPAN;
  }

  @Override
  public Optional<String> traceParent() {
    return Optional.empty();
  }

  @Override
  public void rejected(String reason) {
    // Nobody asks.
  }

  private static final class NoSpan implements Span {
    @Override
    public Optional<String> traceParent() {
      return Optional.empty();
    }

    @Override
    public void done() {
      // Nobody asks.
    }

    @Override
    public void close() {
      // It never began.
    }
  }
}
