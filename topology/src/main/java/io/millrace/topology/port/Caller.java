package io.millrace.topology.port;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who asks for a vector, and until when.
 *
 * @param account whose usage it is
 * @param deadlineNanos on the clock of {@link System#nanoTime}: after it nobody waits any more; a
 *     text that cannot be embedded until then is refused at once
 * @param traceParent W3C trace context of the record or request, as its header has it
 */
public record Caller(Account account, OptionalLong deadlineNanos, Optional<String> traceParent) {
  /** The process itself, which is in no hurry. */
  public static final Caller PROCESS = of(Account.PROCESS);

  public Caller {
    requireNonNull(account, "account");
    requireNonNull(deadlineNanos, "deadlineNanos");
    requireNonNull(traceParent, "traceParent");
  }

  /** Somebody in no hurry, without a trace. */
  public static Caller of(Account account) {
    return new Caller(account, OptionalLong.empty(), Optional.empty());
  }

  /** The same within a trace. */
  public Caller tracedBy(Optional<String> parent) {
    return new Caller(account, deadlineNanos, parent);
  }
}
