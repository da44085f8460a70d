package io.millrace.worker.keys;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** What one key has used of its limits. Thread safe; its limits may change meanwhile. */
final class KeyQuota {
  private final LongSupplier nanoClock;

  /** Counted without a limit too, so that a limit that comes later counts them. */
  private final AtomicInteger running = new AtomicInteger();

  private volatile OptionalInt concurrency = OptionalInt.empty();
  private volatile Optional<TokenBucket> bucket = Optional.empty();

  KeyQuota(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Takes over the limits that the key has now; called by one thread at a time. */
  void limit(ApiKey key) {
    concurrency = key.concurrency();
    if (key.tokensPerMinute().isEmpty()) {
      bucket = Optional.empty();
    } else {
      bucket = Optional.of(bucket(key.tokensPerMinute().getAsLong()));
    }
  }

  private TokenBucket bucket(long tokensPerMinute) {
    return bucket
        .map(now ->
            now.tokensPerMinute() == tokensPerMinute
                ? now
                : now.resized(tokensPerMinute, nanoClock))
        .orElseGet(() -> TokenBucket.of(tokensPerMinute, nanoClock));
  }

  Optional<Duration> take(long tokens) {
    return bucket.flatMap(limit -> limit.take(tokens));
  }

  Optional<Duration> untilNext() {
    return bucket.flatMap(TokenBucket::untilNext);
  }

  void giveBack(long tokens) {
    bucket.ifPresent(limit -> limit.giveBack(tokens));
  }

  Optional<KeyQuotas.Slot> enter() {
    int most = concurrency.orElse(Integer.MAX_VALUE);
    int before = running.getAndUpdate(now -> now < most ? now + 1 : now);
    return before < most ? Optional.of(slot()) : Optional.empty();
  }

  private KeyQuotas.Slot slot() {
    AtomicBoolean isHeld = new AtomicBoolean(true);
    return () -> {
      if (isHeld.compareAndSet(true, false)) {
        running.decrementAndGet();
      }
    };
  }
}
