package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.LaneShares;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether a query can be embedded before its deadline, by the tokens in front of it and the speed
 * of the devices, less what is owed to the lanes beside it. Thread safe.
 */
final class DeadlineCheck {
  private final LaneShares shares;
  private final Supplier<OptionalDouble> tokensPerSecond;

  DeadlineCheck(LaneShares shares, Supplier<OptionalDouble> tokensPerSecond) {
    this.shares = shares;
    this.tokensPerSecond = tokensPerSecond;
  }

  /**
   * Why it cannot; empty if it can, or as long as nobody knows.
   *
   * @param tokens its own, as far as they are known
   * @param tokensAhead by lane, of the texts in the engine and of those that wait to be let in
   * @param leftNanos until its deadline
   */
  Optional<Refused> refusal(long tokens, Map<Lane, Long> tokensAhead, long leftNanos) {
    long ofQueries = tokensAhead.getOrDefault(Lane.ONLINE, 0L);
    OptionalDouble speed = tokensPerSecond.get();
    if (ofQueries == 0 || speed.isEmpty()) {
      return Optional.empty();
    }
    double ownSpeed = speed.getAsDouble() * shares.leftBy(busyBeside(tokensAhead));
    double neededNanos = (ofQueries + tokens) * 1e9 / ownSpeed;
    return neededNanos > leftNanos
        ? Optional.of(Late.expected((long) neededNanos, leftNanos))
        : Optional.empty();
  }

  private static Set<Lane> busyBeside(Map<Lane, Long> tokensAhead) {
    return tokensAhead.entrySet().stream()
        .filter(lane -> lane.getKey() != Lane.ONLINE && lane.getValue() > 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
