package io.millrace.worker.page;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.CloseReason;
import io.millrace.worker.page.PageStatus.Engine;
import io.millrace.worker.page.PageStatus.LaneStatus;
import io.millrace.worker.page.PageStatus.Usage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What happened between two statuses, a second. A total that fell, or was not there before, counts
 * as one that began at nothing.
 *
 * @param records done by the stream
 * @param busy how long devices ran: 1 is one device all the time
 * @param fill how full batches were, of the budget of now; empty without a batch
 * @param padding which part of the devices' work was padding; empty without a batch
 * @param closed batches by why they closed
 * @param lanes of the later status, in its order
 * @param usageTokens of the later status's accounts, in its order
 */
record Rates(
    double texts,
    double tokens,
    double records,
    double busy,
    OptionalDouble fill,
    OptionalDouble padding,
    Map<CloseReason, Double> closed,
    List<LaneRates> lanes,
    List<Double> usageTokens) {
  private static final double NANOS = 1e9;

  /**
   * A lane's.
   *
   * @param waitMillis how long a text waited for the device; empty without a text
   */
  record LaneRates(Lane lane, double texts, double tokens, OptionalDouble waitMillis) {}

  static Rates between(PageStatus earlier, PageStatus later, double seconds) {
    Engine before = earlier.engine();
    Engine now = later.engine();
    Map<CloseReason, Double> closed = new EnumMap<>(CloseReason.class);
    now.batches()
        .forEach((reason, count) ->
            closed.put(reason, grown(before.batches().getOrDefault(reason, 0L), count) / seconds));
    double batches = closed.values().stream().mapToDouble(Double::doubleValue).sum() * seconds;
    double padded = grown(before.paddedTokens(), now.paddedTokens());
    double tokens = grown(before.tokens(), now.tokens());
    return new Rates(
        grown(before.texts(), now.texts()) / seconds,
        tokens / seconds,
        grown(records(earlier), records(later)) / seconds,
        grown(before.inferNanos(), now.inferNanos()) / NANOS / seconds,
        share(padded / Math.max(1, now.budgetTokens()), batches),
        share(padded - tokens, padded),
        closed,
        lanes(earlier, later, seconds),
        usage(earlier, later, seconds));
  }

  private static List<LaneRates> lanes(PageStatus earlier, PageStatus later, double seconds) {
    Map<Lane, LaneStatus> before = byKey(earlier.lanes(), LaneStatus::lane);
    return later.lanes().stream()
        .map(now -> lane(Optional.ofNullable(before.get(now.lane())), now, seconds))
        .toList();
  }

  private static LaneRates lane(Optional<LaneStatus> before, LaneStatus now, double seconds) {
    double texts = grown(before, now, LaneStatus::texts);
    double waitMillis = grown(before, now, LaneStatus::waitNanos) / 1e6;
    return new LaneRates(
        now.lane(),
        texts / seconds,
        grown(before, now, LaneStatus::tokens) / seconds,
        share(waitMillis, texts));
  }

  private static List<Double> usage(PageStatus earlier, PageStatus later, double seconds) {
    Map<Account, Usage> before = byKey(earlier.usage(), Usage::account);
    return later.usage().stream()
        .map(now ->
            grown(Optional.ofNullable(before.get(now.account())), now, Usage::tokens) / seconds)
        .toList();
  }

  private static long records(PageStatus status) {
    return status.stream().map(stream -> stream.counts().records()).orElse(0L);
  }

  private static <K, V> Map<K, V> byKey(List<V> all, Function<V, K> key) {
    return all.stream().collect(Collectors.toMap(key, one -> one));
  }

  private static <T> double grown(Optional<T> before, T now, ToLongFunction<T> total) {
    return grown(before.map(total::applyAsLong).orElse(0L), total.applyAsLong(now));
  }

  private static double grown(long before, long now) {
    return now < before ? now : now - before;
  }

  private static OptionalDouble share(double part, double whole) {
    return whole > 0 ? OptionalDouble.of(part / whole) : OptionalDouble.empty();
  }
}
