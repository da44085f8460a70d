package io.millrace.worker.wiring;

import io.millrace.topology.port.Lane;
import io.millrace.worker.api.Admittance;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.http.HttpError;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.KeyQuotas;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who is let in to the engine over HTTP: nobody while the process stops, nobody for whom the guard
 * has no memory, and each key as far as its quota goes.
 *
 * @param closed why nobody is let in, if so
 * @param hold how long the guard keeps a state
 */
record Door(
    Supplier<Optional<String>> closed, Supplier<GuardState> guard, Duration hold, KeyQuotas quotas)
    implements Admittance {
  private static final Duration SOON = Duration.ofSeconds(1);

  @Override
  public Entry enter(ApiKey key) {
    Optional<String> why = closed.get();
    if (why.isPresent()) {
      return closed(503, "not_ready", why.get(), SOON);
    }
    if (guard.get().compareTo(refusing(key)) >= 0) {
      return closed(429, "overloaded", "memory runs short", hold.compareTo(SOON) < 0 ? SOON : hold);
    }
    // Before its texts are tokenized to be charged: a key that is out of tokens costs nothing.
    return quotas
        .untilNext(key)
        .<Entry>map(wait -> new Entry.Closed(outOfTokens(key, wait)))
        .orElseGet(() -> slot(key));
  }

  private Entry slot(ApiKey key) {
    return quotas
        .enter(key)
        .<Entry>map(slot -> new Entry.Open(slot::close))
        .orElseGet(() ->
            closed(
                429,
                "too_many_requests",
                "as many requests of key %s are under way as it may have".formatted(key.name()),
                SOON));
  }

  private static GuardState refusing(ApiKey key) {
    return key.lane() == Lane.BACKFILL ? GuardState.NO_BACKFILL : GuardState.NO_ONLINE;
  }

  private static Entry closed(int status, String code, String message, Duration retryAfter) {
    return new Entry.Closed(HttpError.later(status, code, message, retryAfter));
  }

  @Override
  public Optional<HttpError> charge(ApiKey key, long tokens) {
    return quotas.take(key, tokens).map(wait -> outOfTokens(key, wait));
  }

  private static HttpError outOfTokens(ApiKey key, Duration wait) {
    return HttpError.later(
        429,
        "rate_limit_exceeded",
        "key %s has used its tokens a minute".formatted(key.name()),
        wait);
  }

  @Override
  public void giveBack(ApiKey key, long tokens) {
    quotas.giveBack(key, tokens);
  }
}
