package io.millrace.topology;

import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.port.TracedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes down what is followed. The context of a span is that of its parent and its own name behind
 * it; {@code new} is that of a trace which began with a polled record.
 */
final class WrittenTraces implements RecordTraces {
  private final List<String> ended = new ArrayList<>();
  private Optional<String> current = Optional.empty();
  private String outcome = "";

  /** Spans by their context, with their outcome, in the order of their ends. */
  List<String> ended() {
    return List.copyOf(ended);
  }

  @Override
  public Optional<String> polled(Supplier<TracedRecord> record) {
    return record.get().traceParent().or(() -> Optional.of("new"));
  }

  @Override
  public Span process(Supplier<TracedRecord> record) {
    TracedRecord of = record.get();
    outcome = "failed";
    current =
        Optional.of(
            "%s/process %s %d".formatted(of.traceParent().orElse("-"), of.source(), of.offset()));
    return new Written(current.orElseThrow(), true);
  }

  @Override
  public Span emit(String topic) {
    return new Written("%s/emit %s".formatted(current.orElse("-"), topic), false);
  }

  @Override
  public Optional<String> traceParent() {
    return current;
  }

  @Override
  public void rejected(String reason) {
    outcome = reason;
  }

  private final class Written implements Span {
    private final String context;
    private final boolean isRecord;

    Written(String context, boolean isRecord) {
      this.context = context;
      this.isRecord = isRecord;
    }

    @Override
    public Optional<String> traceParent() {
      return Optional.of(context);
    }

    @Override
    public void done() {
      if (isRecord && outcome.equals("failed")) {
        outcome = "done";
      }
    }

    @Override
    public void close() {
      ended.add(isRecord ? "%s: %s".formatted(context, outcome) : context);
      if (isRecord) {
        current = Optional.empty();
      }
    }
  }
}
