package io.millrace.worker.reembed;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/** Which view suits whom. */
public final class MoveViews {
  private MoveViews() {}

  /** A bar on a terminal, else lines. */
  public static MoveView forPeople(PrintWriter out) {
    return isOnTerminal() ? new BarView(out) : new LineView(out, System::nanoTime);
  }

  /** There may be no console at all. */
  private static boolean isOnTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** JSON on {@code out}, and words on another stream. */
  public static MoveView json(PrintWriter out, PrintWriter words) {
    return new JsonView(out, words);
  }
}
