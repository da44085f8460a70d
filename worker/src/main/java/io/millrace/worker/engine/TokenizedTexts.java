package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.Batch;
import io.millrace.worker.engine.batch.QueuedText;
import io.millrace.worker.engine.batch.TokenBudgetBatcher;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Texts that wait for the device: the batcher with a lock around it. Knows what the devices have to
 * do, gives out a batch that is not full only to an idle one, and never a text whose deadline has
 * passed. Thread safe.
 */
final class TokenizedTexts {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TokenBudgetBatcher<TokenizedText> batcher;
  private final AdaptiveBudget budget;
  private final OnlineWait onlineWait;
  private final NextQuery nextQuery;
  private final DeviceLoad load;
  private final Consumer<TextInFlight> late;
  private final LongSupplier nanoClock;
  private final Map<TextInFlight, QueuedText<TokenizedText>> queued = new HashMap<>();
  private final TextsByDeadline deadlines = new TextsByDeadline();
  private boolean draining;

  /**
   * Nothing waits yet.
   *
   * @param late told of each text whose deadline has passed here, with the lock held
   */
  TokenizedTexts(
      TokenBudgetBatcher<TokenizedText> batcher,
      EngineSettings settings,
      int runsAtATime,
      Consumer<TextInFlight> late,
      LongSupplier nanoClock) {
    this.batcher = batcher;
    this.budget = new AdaptiveBudget(settings.budgetTokens());
    this.onlineWait = new OnlineWait(settings.onlineWait());
    this.nextQuery = new NextQuery(settings.onlineWait(), settings.shares());
    this.load = new DeviceLoad(runsAtATime);
    this.late = late;
    this.nanoClock = nanoClock;
  }

  /** Queues a text, unless nobody waits for it any more. */
  void add(TokenizedText tokenized) {
    TextInFlight text = tokenized.text();
    lock.lock();
    try {
      if (!text.isSettled()) {
        int tokens = tokenized.tokens().length;
        queued.put(text, batcher.offer(tokenized, text.request().lane(), tokens, now()));
        deadlines.add(text);
        onlineWait.textCame(text.request().lane(), now());
        nextQuery.textCame(text.request().lane(), now());
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a text out if it is still here. */
  void remove(TextInFlight text) {
    lock.lock();
    try {
      QueuedText<TokenizedText> place = queued.remove(text);
      if (place != null) {
        batcher.remove(place);
        deadlines.remove(text);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next batch; empty when all is drained. */
  Optional<Batch<TokenizedText>> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Optional<Batch<TokenizedText>> batch = poll();
      while (batch.isEmpty() && !(draining && batcher.isEmpty())) {
        var _ = changed.awaitNanos(waitNanos());
        batch = poll();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Says that a batch which was taken has left the device. */
  void batchFinished(RanBatch batch) {
    lock.lock();
    try {
      load.batchFinished(batch, budget.tokens(now()), now());
      onlineWait.batchRan(batch, now());
      nextQuery.batchRan(batch, now());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Says that a device had not enough memory for a batch: the next ones are smaller. */
  void ranOutOfMemory() {
    lock.lock();
    try {
      budget.ranOutOfMemory(now());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Has batches be no larger than a share of the budget from now on. */
  void limitBudget(double share) {
    lock.lock();
    try {
      budget.limit(share);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Most tokens of the next batch. */
  int budgetTokens() {
    lock.lock();
    try {
      return budget.tokens(now());
    } finally {
      lock.unlock();
    }
  }

  /** Of all devices when there is much to do; empty before that. */
  OptionalDouble tokensPerSecond() {
    lock.lock();
    try {
      return load.tokensPerSecond(now());
    } finally {
      lock.unlock();
    }
  }

  /** Most batches that are under way at a time. */
  int mostBatchesUnderWay() {
    return load.mostBatches();
  }

  /** Says that no more texts come. */
  void drain() {
    lock.lock();
    try {
      draining = true;
      batcher.drain();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Batch<TokenizedText>> poll() {
    long nowNanos = now();
    deadlines.takePassed(nowNanos).forEach(this::isLate);
    if (load.isFull()) {
      return Optional.empty();
    }
    int budgetTokens = budget.tokens(nowNanos);
    batcher.budgetTokens(budgetTokens);
    batcher.yieldToOnline(onlineWait.mostTokens(nowNanos, budgetTokens));
    Optional<Batch<TokenizedText>> batch =
        batcher.poll(nowNanos, load.isIdle() && nanosToWaitForQuery(nowNanos) == 0);
    batch.ifPresent(this::leaves);
    return batch;
  }

  private void isLate(TextInFlight text) {
    remove(text);
    late.accept(text);
  }

  private void leaves(Batch<TokenizedText> batch) {
    load.batchTaken();
    for (QueuedText<TokenizedText> place : batch.texts()) {
      TextInFlight text = place.item().text();
      queued.remove(text);
      deadlines.remove(text);
    }
  }

  /** How long nothing can happen by itself. */
  private long waitNanos() {
    return Math.min(nanosUntilBatch(), deadlines.nanosUntilNext(now()));
  }

  private long nanosUntilBatch() {
    long nowNanos = now();
    return load.isIdle()
        ? Math.max(batcher.nanosUntilLinger(nowNanos), nanosToWaitForQuery(nowNanos))
        : Long.MAX_VALUE;
  }

  /** Beside a batch that runs, a query would not have the device for itself. */
  private long nanosToWaitForQuery(long nowNanos) {
    return load.hasNothing() ? nextQuery.nanosToWait(nowNanos) : 0;
  }

  private long now() {
    return nanoClock.getAsLong();
  }
}
