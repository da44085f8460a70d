package io.millrace.worker.health;

import static java.util.Objects.requireNonNull;

/**
 * How one part is.
 *
 * @param detail for a person, one line
 */
public record Check(String name, State state, String detail) {
  /** What that means for the worker. */
  public enum State {
    HEALTHY,
    /** Not to be asked now; may mend by itself. */
    UNREADY,
    /** Not worth keeping: only a new process helps. */
    BROKEN
  }

  public Check {
    requireNonNull(name, "name");
    requireNonNull(state, "state");
    requireNonNull(detail, "detail");
  }

  static Check healthy(String name, String detail) {
    return new Check(name, State.HEALTHY, detail);
  }

  static Check unready(String name, String detail) {
    return new Check(name, State.UNREADY, detail);
  }

  static Check broken(String name, String detail) {
    return new Check(name, State.BROKEN, detail);
  }

  public boolean isHealthy() {
    return state == State.HEALTHY;
  }
}
