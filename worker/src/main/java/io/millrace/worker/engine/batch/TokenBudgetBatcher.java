package io.millrace.worker.engine.batch;

import io.millrace.topology.port.Lane;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Queues texts by lane and closes batches by a token budget. A pure state machine: it owns no
 * thread and no clock, and is not thread safe.
 *
 * <p>Work-conserving: an idle device gets what is queued. A busy one is given its next batch ahead
 * of time only when that batch is full, because what arrives meanwhile could still join it.
 *
 * <p>Invariants: a text leaves once, in a batch or by {@link #remove}; no batch is over the budget
 * unless it is a single text; the oldest text of a lane is in the lane's next batch. The caller
 * bounds what it offers.
 *
 * @param <T> what the caller knows about a text
 */
public final class TokenBudgetBatcher<T> {
  private int budgetTokens;
  private final long lingerNanos;
  private final Selection selection;
  private final Map<Lane, LaneQueue<T>> lanes = new EnumMap<>(Lane.class);
  private final LaneTurns turns;
  private OptionalInt yieldTokens = OptionalInt.empty();
  private boolean draining;

  /**
   * Makes an empty one.
   *
   * @param budgetTokens most tokens of a batch, as {@code counting} counts them
   * @param lingerNanos how long an idle device waits for a batch to fill; 0 does not wait
   */
  public TokenBudgetBatcher(
      int budgetTokens, long lingerNanos, LaneShares shares, TokenCounting counting) {
    this.budgetTokens = budgetTokens;
    this.turns = new LaneTurns(shares, budgetTokens);
    this.lingerNanos = lingerNanos;
    this.selection = counting.selection();
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new LaneQueue<>());
    }
  }

  /** From now on batches have another budget. */
  public void budgetTokens(int tokens) {
    budgetTokens = tokens;
  }

  /**
   * From now on other lanes than ONLINE leave the device soon to it: a batch that starts with one
   * of them, or is filled up with them, has at most so many tokens, unless it is a single text, and
   * goes to an idle device only.
   *
   * @param mostTokens empty for no limit but the budget
   */
  public void yieldToOnline(OptionalInt mostTokens) {
    yieldTokens = mostTokens;
  }

  /** Queues a text. */
  public QueuedText<T> offer(T item, Lane lane, int tokens, long nowNanos) {
    QueuedText<T> text = new QueuedText<>(item, lane, tokens, nowNanos);
    queue(lane).add(text);
    return text;
  }

  /** Takes a text out of the queue; false if it has already left. */
  public boolean remove(QueuedText<T> text) {
    return queue(text.lane()).remove(text);
  }

  /** From now on every poll closes a batch, until nothing is left. */
  public void drain() {
    draining = true;
  }

  /** The next batch, if it is time for one. */
  public Optional<Batch<T>> poll(long nowNanos, boolean deviceIdle) {
    return closeReason(nowNanos, deviceIdle).map(this::close);
  }

  /**
   * How long until an idle device would get a batch without any more texts: 0 if it would now, and
   * {@link Long#MAX_VALUE} when nothing is queued.
   */
  public long nanosUntilLinger(long nowNanos) {
    return waiting().stream()
        .mapToLong(lane -> lingerNanos - (nowNanos - queue(lane).oldest().queuedAtNanos()))
        .map(nanos -> Math.max(0, nanos))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  public boolean isEmpty() {
    return waiting().isEmpty();
  }

  /** Texts that are queued. */
  public int size() {
    return lanes.values().stream().mapToInt(LaneQueue::size).sum();
  }

  private Optional<CloseReason> closeReason(long nowNanos, boolean deviceIdle) {
    if (isEmpty()) {
      return Optional.empty();
    }
    if (draining) {
      return Optional.of(CloseReason.DRAIN);
    }
    Optional<CloseReason> full = fullReason(turns.next(waiting()), deviceIdle);
    if (full.isPresent()) {
      return full;
    }
    if (!deviceIdle || nanosUntilLinger(nowNanos) > 0) {
      return Optional.empty();
    }
    return Optional.of(lingerNanos == 0 ? CloseReason.IDLE : CloseReason.LINGER);
  }

  /** Why a batch that starts with this lane need not wait for more texts. */
  private Optional<CloseReason> fullReason(Lane first, boolean deviceIdle) {
    boolean yields = first != Lane.ONLINE && yieldTokens.isPresent();
    if (queue(first).tokens() < firstTokens(first) || (yields && !deviceIdle)) {
      return Optional.empty();
    }
    return Optional.of(
        firstTokens(first) < budgetTokens ? CloseReason.ONLINE_WAIT : CloseReason.BUDGET);
  }

  private int firstTokens(Lane first) {
    return first == Lane.ONLINE ? budgetTokens : fillTokens();
  }

  private int fillTokens() {
    return Math.min(budgetTokens, yieldTokens.orElse(budgetTokens));
  }

  private Batch<T> close(CloseReason reason) {
    EnumSet<Lane> waiting = waiting();
    Lane first = turns.next(waiting);
    Room room = new Room(budgetTokens, firstTokens(first), fillTokens());
    Batch<T> batch = new Batch<>(selection.select(startingWith(first), room), reason);
    turns.taken(batch.tokensByLane(), waiting);
    batch.texts().forEach(this::remove);
    return batch;
  }

  private List<LaneQueue<T>> startingWith(Lane first) {
    List<LaneQueue<T>> ordered = new ArrayList<>(lanes.values());
    ordered.remove(queue(first));
    ordered.addFirst(queue(first));
    return ordered;
  }

  private EnumSet<Lane> waiting() {
    EnumSet<Lane> waiting = EnumSet.allOf(Lane.class);
    waiting.removeIf(lane -> queue(lane).isEmpty());
    return waiting;
  }

  @SuppressWarnings("NullAway") // the constructor makes a queue for every lane
  private LaneQueue<T> queue(Lane lane) {
    return lanes.get(lane);
  }
}
