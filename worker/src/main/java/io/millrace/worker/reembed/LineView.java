package io.millrace.worker.reembed;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line every ten seconds, for logs. */
final class LineView implements MoveView {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintWriter out;
  private final LongSupplier nanoClock;
  private long nextNanos;

  LineView(PrintWriter out, LongSupplier nanoClock) {
    this.out = out;
    this.nanoClock = nanoClock;
    this.nextNanos = nanoClock.getAsLong();
  }

  @Override
  public void note(String line) {
    println(line);
  }

  @Override
  public void progress(MoveProgress progress) {
    long now = nanoClock.getAsLong();
    if (now - nextNanos >= 0) {
      nextNanos = now + INTERVAL_NANOS;
      println(text(progress));
    }
  }

  private static String text(MoveProgress progress) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d records, %,.0f records/s, %s",
        progress.done(),
        progress.total(),
        progress.recordsPerSecond(),
        paceText(progress));
  }

  /** Tokens and what is left, which a bar shows as well. */
  static String paceText(MoveProgress progress) {
    return String.format(
        Locale.ROOT,
        "%,.0f tokens/s, %s",
        progress.tokensPerSecond(),
        progress.etaSeconds() == null
            ? "no end in sight yet"
            : timeText(Duration.ofSeconds(progress.etaSeconds())) + " left");
  }

  private static String timeText(Duration left) {
    return left.toHours() > 0
        ? "%d h %d min".formatted(left.toHours(), left.toMinutesPart())
        : left.toMinutes() > 0
            ? "%d min %d s".formatted(left.toMinutes(), left.toSecondsPart())
            : "%d s".formatted(left.toSeconds());
  }

  @Override
  public void outcome(MoveOutcome outcome) {
    OutcomeText.of(outcome).forEach(this::println);
  }

  private void println(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
