package io.millrace.worker.usage;

import io.millrace.topology.port.Account;
import io.millrace.worker.engine.AccountUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes totals of a day out of totals since the start, and keeps them until they are written. What
 * was used between two looks belongs to the day of the first. Owned by one thread.
 */
final class UsageLedger {
  private final UsageProcess process;
  private final Map<String, UsageTotal> unwritten = new LinkedHashMap<>();

  private LocalDate date;

  /** Totals since the start, as they were when the day began. */
  private Map<Account, AccountUsage> dayBegan = Map.of();

  /** What is written or waits for it, of this day. */
  private final Map<Account, AccountUsage> noted = new HashMap<>();

  UsageLedger(UsageProcess process) {
    this.process = process;
    this.date = day(process.started());
  }

  /** Takes what every account has used since the process started. */
  void look(Map<Account, AccountUsage> totals, Instant now) {
    totals.forEach((account, total) ->
        note(account, total.minus(dayBegan.getOrDefault(account, AccountUsage.NOTHING)), now));
    if (day(now).isAfter(date)) { // A clock that is set back begins no day twice.
      date = day(now);
      dayBegan = Map.copyOf(totals);
      noted.clear();
    }
  }

  private void note(Account account, AccountUsage usage, Instant now) {
    if (!usage.equals(noted.getOrDefault(account, AccountUsage.NOTHING))) {
      noted.put(account, usage);
      UsageTotal total = UsageTotal.of(process, account, date, usage, now);
      unwritten.put(total.key(), total);
    }
  }

  /** The totals that the topic does not have. */
  List<UsageTotal> unwritten() {
    return List.copyOf(unwritten.values());
  }

  void written(List<UsageTotal> totals) {
    totals.forEach(total -> unwritten.remove(total.key(), total));
  }

  /** Until the next look: not over midnight, so that each day gets what is its own. */
  static Duration pause(Instant now, Duration interval) {
    Instant midnight = day(now).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    Duration untilMidnight = Duration.between(now, midnight);
    return untilMidnight.compareTo(interval) < 0 ? untilMidnight : interval;
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
