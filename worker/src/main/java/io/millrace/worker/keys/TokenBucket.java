package io.millrace.worker.keys;

import static java.util.Objects.requireNonNull;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The tokens that a key may still use: those of a minute, which come back evenly. A request of more
 * than a minute's tokens is let in when all of them are there, and whoever comes next waits until
 * they are paid back.
 */
record TokenBucket(Bucket bucket, long tokensPerMinute) {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  TokenBucket {
    requireNonNull(bucket, "bucket");
  }

  /** A full one. */
  static TokenBucket of(long tokensPerMinute, LongSupplier nanoClock) {
    return new TokenBucket(
        Bucket.builder()
            .addLimit(
                limit -> limit.capacity(tokensPerMinute).refillGreedy(tokensPerMinute, MINUTE))
            .withCustomTimePrecision(new Nanos(nanoClock))
            .build(),
        tokensPerMinute);
  }

  /** One of another size that is as full as this one, in seconds until it is full. */
  TokenBucket resized(long otherTokensPerMinute, LongSupplier nanoClock) {
    double missingMinutes =
        (double) (tokensPerMinute - bucket.getAvailableTokens()) / tokensPerMinute;
    TokenBucket other = of(otherTokensPerMinute, nanoClock);
    other.use((long) (missingMinutes * otherTokensPerMinute));
    return other;
  }

  /** How long to wait before it makes sense to come again; empty: the tokens are taken. */
  Optional<Duration> take(long tokens) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(Math.min(tokens, tokensPerMinute));
    if (!probe.isConsumed()) {
      return Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
    use(tokens - tokensPerMinute);
    return Optional.empty();
  }

  /** How long there is not a single token; empty: there is one. */
  Optional<Duration> untilNext() {
    EstimationProbe probe = bucket.estimateAbilityToConsume(1);
    return probe.canBeConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private void use(long tokens) {
    if (tokens > 0) {
      long _ = bucket.consumeIgnoringRateLimits(tokens);
    }
  }

  void giveBack(long tokens) {
    bucket.addTokens(tokens);
  }

  private record Nanos(LongSupplier clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return clock.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
