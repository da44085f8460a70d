package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The door of the engine: lets texts in while their lane has room, and knows all that are inside.
 * Each lane has room of its own, so that none can shut another out. Thread safe.
 */
final class Admission {
  /** Low on purpose: a text is charged a little too much until its tokens are counted. */
  private static final int CHARS_PER_TOKEN = 3;

  private final Map<Lane, TokenRoom> rooms = new EnumMap<>(Lane.class);
  private final Set<TextInFlight> inside = ConcurrentHashMap.newKeySet();
  private final CountBy<Lane> textsInside = new CountBy<>(Lane.class);

  /** Of texts that wait for room: they get the device before those that come after them. */
  private final CountBy<Lane> tokensWaiting = new CountBy<>(Lane.class);

  private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();
  private final LongSupplier nanoClock;
  private final DeadlineCheck deadlines;
  private final Consumer<TextInFlight> enters;
  private final Consumer<TextInFlight> leaves;

  /**
   * An open door.
   *
   * @param enters told of each text that is let in
   * @param leaves told of each text that is settled, however that came, on the thread that did it
   */
  Admission(
      int queueTokens,
      DeadlineCheck deadlines,
      LongSupplier nanoClock,
      Consumer<TextInFlight> enters,
      Consumer<TextInFlight> leaves) {
    this.deadlines = deadlines;
    this.nanoClock = nanoClock;
    this.enters = enters;
    rooms.put(Lane.ONLINE, new TokenRoom(queueTokens / 4));
    rooms.put(Lane.STREAM, new TokenRoom(queueTokens / 2));
    rooms.put(Lane.BACKFILL, new TokenRoom(queueTokens / 4));
    this.leaves = leaves;
  }

  /** Lets a text in if there is room now, or refuses it at once. */
  Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    requireOpen();
    TokenRoom room = room(request.lane());
    int tokens = estimate(request, room);
    Optional<Refused> late = late(request, tokens);
    if (late.isPresent()) {
      return late.map(CompletableFuture::completedFuture);
    }
    return room.tryTake(tokens) ? Optional.of(admit(request, room, tokens)) : Optional.empty();
  }

  /** Waits for room, no longer than the deadline, then lets a text in or refuses it. */
  CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request) throws InterruptedException {
    requireOpen();
    TokenRoom room = room(request.lane());
    int tokens = estimate(request, room);
    Optional<Refused> late = late(request, tokens);
    if (late.isPresent()) {
      return CompletableFuture.completedFuture(late.get());
    }
    if (!take(request, room, tokens)) {
      requireOpen();
      return CompletableFuture.completedFuture(Late.passed());
    }
    return admit(request, room, tokens);
  }

  /** Why texts that come together cannot all be embedded in time; empty if they can. */
  Optional<Refused> late(List<EmbeddingRequest> together) {
    EmbeddingRequest last = together.getLast();
    TokenRoom room = room(last.lane());
    long tokens = together.stream().mapToLong(text -> estimate(text, room)).sum();
    int ofLast = estimate(last, room);
    return late(last, ofLast, tokens - ofLast);
  }

  /** Lets nobody in from now on; those who wait learn it as room is given back. */
  void shut(Outage why) {
    outage.compareAndSet(null, why);
  }

  /** Fails all that are inside. The door must be shut. */
  void failAll() {
    inside.forEach(this::failIfShut);
  }

  boolean isOpen() {
    return outage.get() == null;
  }

  /** What each lane has inside. */
  Map<Lane, LaneStats> queued() {
    Map<Lane, Long> texts = textsInside.counts();
    Map<Lane, LaneStats> queued = new EnumMap<>(Lane.class);
    tokensInside()
        .forEach((lane, tokens) ->
            queued.put(lane, LaneStats.queued(texts.getOrDefault(lane, 0L), tokens)));
    return queued;
  }

  private boolean take(EmbeddingRequest request, TokenRoom room, int tokens)
      throws InterruptedException {
    tokensWaiting.add(request.lane(), tokens);
    try {
      return take(room, tokens, request.caller().deadlineNanos());
    } finally {
      tokensWaiting.add(request.lane(), -tokens);
    }
  }

  private boolean take(TokenRoom room, int tokens, OptionalLong deadlineNanos)
      throws InterruptedException {
    if (deadlineNanos.isPresent()) {
      return room.take(tokens, deadlineNanos.getAsLong() - nanoClock.getAsLong());
    }
    room.take(tokens);
    return true;
  }

  private Optional<Refused> late(EmbeddingRequest request, int tokens) {
    return late(request, tokens, 0);
  }

  /** Only who names a deadline is refused: all others may be late rather than lost. */
  private Optional<Refused> late(EmbeddingRequest request, int tokens, long tokensBefore) {
    OptionalLong deadline = request.caller().deadlineNanos();
    if (deadline.isEmpty()) {
      return Optional.empty();
    }
    Map<Lane, Long> ahead = tokensAhead();
    ahead.merge(request.lane(), tokensBefore, Long::sum);
    return deadlines.refusal(
        request.lane(), tokens, ahead, deadline.getAsLong() - nanoClock.getAsLong());
  }

  private Map<Lane, Long> tokensAhead() {
    Map<Lane, Long> ahead = new EnumMap<>(tokensWaiting.counts());
    tokensInside().forEach((lane, tokens) -> ahead.merge(lane, (long) tokens, Long::sum));
    return ahead;
  }

  private Map<Lane, Integer> tokensInside() {
    Map<Lane, Integer> tokens = new EnumMap<>(Lane.class);
    rooms.forEach((lane, room) -> tokens.put(lane, room.takenTokens()));
    return tokens;
  }

  private CompletableFuture<EmbeddingResult> admit(
      EmbeddingRequest request, TokenRoom room, int tokens) {
    TextInFlight text =
        new TextInFlight(request, new TokenCharge(room, tokens), nanoClock.getAsLong());
    inside.add(text);
    textsInside.add(request.lane(), 1);
    var _ = text.result().whenComplete((result, failure) -> settled(text));
    // The door may have been shut while this one waited, and those inside failed without it.
    failIfShut(text);
    enters.accept(text);
    return text.result();
  }

  private void settled(TextInFlight text) {
    inside.remove(text);
    textsInside.add(text.request().lane(), -1);
    leaves.accept(text);
    text.charge().release();
  }

  private void failIfShut(TextInFlight text) {
    Outage why = outage.get();
    if (why != null) {
      text.result().completeExceptionally(why.exception());
    }
  }

  private void requireOpen() {
    Outage why = outage.get();
    if (why != null) {
      throw why.exception();
    }
  }

  private static int estimate(EmbeddingRequest request, TokenRoom room) {
    return room.charge(
        switch (request.input()) {
          case EmbeddingRequest.Text(String text, var _, var _) -> text.length() / CHARS_PER_TOKEN;
          case EmbeddingRequest.Tokens(int[] ids) -> ids.length;
        });
  }

  @SuppressWarnings("NullAway") // the constructor makes room for every lane
  private TokenRoom room(Lane lane) {
    return rooms.get(lane);
  }
}
