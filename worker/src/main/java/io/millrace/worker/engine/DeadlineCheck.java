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
 * Whether a text can be embedded before its deadline, by its own tokens, those in front of it in
 * its lane, and the speed of the devices, less what is owed to the lanes beside it: more than that
 * no lane gets while the others are busy. Thread safe.
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
   * @param lane that it is in
   * @param tokens its own, as far as they are known
   * @param tokensAhead by lane, of the texts in the engine and of those that wait to be let in
   * @param leftNanos until its deadline
   */
  Optional<Refused> refusal(Lane lane, long tokens, Map<Lane, Long> tokensAhead, long leftNanos) {
    OptionalDouble speed = tokensPerSecond.get();
    if (speed.isEmpty()) {
      return Optional.empty();
    }
    double mostSpeed = speed.getAsDouble() * shares.leftBy(busyBeside(lane, tokensAhead));
    double neededNanos = (tokensAhead.getOrDefault(lane, 0L) + tokens) * 1e9 / mostSpeed;
    return neededNanos > leftNanos
        ? Optional.of(Late.expected((long) neededNanos, leftNanos))
        : Optional.empty();
  }

  private static Set<Lane> busyBeside(Lane lane, Map<Lane, Long> tokensAhead) {
    return tokensAhead.entrySet().stream()
        .filter(other -> other.getKey() != lane && other.getValue() > 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
