package io.millrace.topology.source;

import io.millrace.topology.source.SourceSettings.Order;
import java.util.OptionalLong;

/**
 * Where a row comes from.
 *
 * @param isChange whether it is a change event's
 * @param lsn PostgreSQL's log sequence number
 * @param sourceMillis when the database changed it, epoch milliseconds
 * @param isSnapshot whether the row was read and not changed: its time is that of the reading,
 *     which may be later than a change that comes behind it
 * @param isOrderedByLsn whether the LSN tells the newest version, else the time
 * @param place " in table public.articles" for errors, empty if the table is not known
 */
record Origin(
    boolean isChange,
    OptionalLong lsn,
    OptionalLong sourceMillis,
    boolean isSnapshot,
    boolean isOrderedByLsn,
    String place) {
  private static final Origin PLAIN =
      new Origin(false, OptionalLong.empty(), OptionalLong.empty(), false, false, "");

  /** Of a record that is the document itself. */
  static Origin plain() {
    return PLAIN;
  }

  OptionalLong version(Order order, long timestampMillis) {
    return switch (order) {
      case ARRIVAL -> OptionalLong.empty();
      case LSN -> lsn;
      case TIMESTAMP -> time(timestampMillis);
      case AUTO -> isOrderedByLsn ? lsn : time(timestampMillis);
    };
  }

  private OptionalLong time(long timestampMillis) {
    if (isChange) {
      return isSnapshot ? OptionalLong.empty() : sourceMillis;
    }
    return timestampMillis < 0 ? OptionalLong.empty() : OptionalLong.of(timestampMillis);
  }

  /** Epoch milliseconds: the database's time if it gives one, else the record's. */
  long updatedAtMillis(long timestampMillis) {
    long source = sourceMillis.orElse(0);
    return source > 0 ? source : timestampMillis;
  }
}
