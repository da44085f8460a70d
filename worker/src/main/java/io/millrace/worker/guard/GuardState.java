package io.millrace.worker.guard;

/** How much is given up so that memory lasts; each includes all before it. */
public enum GuardState {
  /** Nothing. */
  OPEN,
  SMALLER_BATCHES,
  NO_BACKFILL,
  /** Requests are refused; the stream still flows, Kafka holds what does not. */
  NO_ONLINE;

  /** The next one up; the last stays. */
  GuardState up() {
    return switch (this) {
      case OPEN -> SMALLER_BATCHES;
      case SMALLER_BATCHES -> NO_BACKFILL;
      case NO_BACKFILL, NO_ONLINE -> NO_ONLINE;
    };
  }

  /** The next one down; the first stays. */
  GuardState down() {
    return switch (this) {
      case OPEN, SMALLER_BATCHES -> OPEN;
      case NO_BACKFILL -> SMALLER_BATCHES;
      case NO_ONLINE -> NO_BACKFILL;
    };
  }
}
