package io.millrace.worker.keys;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What each key may ask for, in this process. Only keys that exist have a state, and whoever has no
 * limit always gets in. Thread safe, and never waits.
 */
public final class KeyQuotas {
  private static final Slot UNLIMITED = () -> {};

  private final LongSupplier nanoClock;
  private volatile Map<String, KeyQuota> quotas = Map.of();

  KeyQuotas(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** A request that is under way. Closing it again does nothing. */
  public interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  /** Of keys that stay as they are. */
  public static KeyQuotas of(Collection<ApiKey> keys) {
    KeyQuotas quotas = new KeyQuotas(System::nanoTime);
    quotas.follow(keys);
    return quotas;
  }

  /** From now on these are the keys and their limits; what they have used stays used. */
  synchronized void follow(Collection<ApiKey> keys) {
    Map<String, KeyQuota> next = new HashMap<>();
    for (ApiKey key : keys) {
      KeyQuota quota = quotas.getOrDefault(key.name(), new KeyQuota(nanoClock));
      quota.limit(key);
      next.put(key.name(), quota);
    }
    quotas = Map.copyOf(next);
  }

  /**
   * Takes the tokens of a request from what is left of the key's {@code tokensPerMinute}.
   *
   * <p>A key may use the tokens of a minute at once and gets them back evenly, not all at the full
   * minute. A request of more tokens than that is let in when none of them are used; the next one
   * then waits until the debt is paid.
   *
   * @return when to come again; empty: the tokens are taken
   */
  public Optional<Duration> take(ApiKey key, long tokens) {
    KeyQuota quota = quotas.get(key.name());
    return quota == null || tokens < 1 ? Optional.empty() : quota.take(tokens);
  }

  /** How long the key has not a single token left; empty: it has. Takes nothing. */
  public Optional<Duration> untilNext(ApiKey key) {
    KeyQuota quota = quotas.get(key.name());
    return quota == null ? Optional.empty() : quota.untilNext();
  }

  /** Gives back tokens that were taken and not embedded. */
  public void giveBack(ApiKey key, long tokens) {
    KeyQuota quota = quotas.get(key.name());
    if (quota != null && tokens > 0) {
      quota.giveBack(tokens);
    }
  }

  /** Begins a request; empty while {@code concurrency} of the key's are under way. */
  public Optional<Slot> enter(ApiKey key) {
    KeyQuota quota = quotas.get(key.name());
    return quota == null ? Optional.of(UNLIMITED) : quota.enter();
  }
}
