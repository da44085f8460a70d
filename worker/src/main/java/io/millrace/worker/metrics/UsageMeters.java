package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.topology.port.Account;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** Who uses the device. Accounts come up as they ask; there are as many as are configured. */
final class UsageMeters<U> {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final ToLongFunction<U> tokens;
  private final ToLongFunction<U> deviceNanos;
  private final Map<Account, U> usage = new ConcurrentHashMap<>();

  UsageMeters(MeterRegistry registry, ToLongFunction<U> tokens, ToLongFunction<U> deviceNanos) {
    this.registry = registry;
    this.tokens = tokens;
    this.deviceNanos = deviceNanos;
  }

  void update(Map<Account, U> now) {
    now.forEach((account, used) -> {
      if (usage.put(account, used) == null) {
        register(account);
      }
    });
  }

  private void register(Account account) {
    String kind = TagValue.of(account.kind());
    Meters.USAGE_TOKENS
        .spec()
        .count(registry, usage, all -> total(all, account, tokens), kind, account.name());
    Meters.USAGE_DEVICE
        .spec()
        .count(
            registry,
            usage,
            all -> total(all, account, deviceNanos) / NANOS_PER_SECOND,
            kind,
            account.name());
  }

  private double total(Map<Account, U> all, Account account, ToLongFunction<U> part) {
    U used = all.get(account);
    return used == null ? 0 : part.applyAsLong(used);
  }
}
