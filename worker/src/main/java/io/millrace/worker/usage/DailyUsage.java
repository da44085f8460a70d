package io.millrace.worker.usage;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;

/**
 * What an account has used on a day, of all workers.
 *
 * @param kind {@code source}, {@code key} or {@code process}
 * @param date in UTC
 * @param deviceMillis time that devices worked for it
 */
public record DailyUsage(
    String kind, String name, LocalDate date, long texts, long tokens, long deviceMillis) {
  public DailyUsage {
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
    requireNonNull(date, "date");
  }

  static DailyUsage of(UsageTotal total) {
    return new DailyUsage(
        total.kind(),
        total.name(),
        LocalDate.parse(total.date()),
        total.texts(),
        total.tokens(),
        total.deviceMillis());
  }

  DailyUsage plus(DailyUsage other) {
    return new DailyUsage(
        kind,
        name,
        date,
        texts + other.texts,
        tokens + other.tokens,
        deviceMillis + other.deviceMillis);
  }
}
