package io.millrace.worker.usage;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.Account;
import io.millrace.worker.engine.AccountUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A record of the topic: what an account has used of a process on a day. A later record of the same
 * key replaces it, so that the usage of a day is the sum over all its keys.
 *
 * @param kind {@code source}, {@code key} or {@code process}
 * @param date in UTC, as ISO 8601 has it
 * @param started when the process started
 * @param deviceMillis time that a device worked for the account
 * @param updatedAt when the total was read
 */
record UsageTotal(
    String kind,
    String name,
    String date,
    String application,
    String instance,
    String started,
    long texts,
    long tokens,
    long deviceMillis,
    String updatedAt) {
  UsageTotal {
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
    requireNonNull(date, "date");
    requireNonNull(application, "application");
    requireNonNull(instance, "instance");
    requireNonNull(started, "started");
    requireNonNull(updatedAt, "updatedAt");
  }

  static UsageTotal of(
      UsageProcess process, Account account, LocalDate date, AccountUsage usage, Instant now) {
    return new UsageTotal(
        account.kind().name().toLowerCase(Locale.ROOT),
        account.name(),
        date.toString(),
        process.application(),
        process.instance(),
        process.started().toString(),
        usage.texts(),
        usage.tokens(),
        TimeUnit.NANOSECONDS.toMillis(usage.deviceNanos()),
        now.toString());
  }

  /** {@code application/instance/start in milliseconds since 1970/kind/name/date}. */
  String key() {
    return "%s/%s/%d/%s/%s/%s"
        .formatted(application, instance, Instant.parse(started).toEpochMilli(), kind, name, date);
  }
}
