package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.Batch;
import io.millrace.worker.engine.batch.QueuedText;
import io.millrace.worker.engine.batch.TokenBudgetBatcher;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Texts that wait for the device: the batcher with a lock around it. Knows how many batches are
 * under way, and gives out one that is not full only to an idle device. Thread safe.
 */
final class TokenizedTexts {
  /** One runs, the next is laid out. */
  private static final int BATCHES_A_RUN = 2;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TokenBudgetBatcher<TokenizedText> batcher;
  private final AdaptiveBudget budget;
  private final int runsAtATime;
  private final LongSupplier nanoClock;
  private final Map<TextInFlight, QueuedText<TokenizedText>> queued = new HashMap<>();
  private int batchesUnderWay;
  private boolean draining;

  /**
   * Nothing waits yet.
   *
   * @param budgetTokens most tokens of a batch as long as the memory bears them
   * @param runsAtATime how many batches the devices run
   */
  TokenizedTexts(
      TokenBudgetBatcher<TokenizedText> batcher,
      int budgetTokens,
      int runsAtATime,
      LongSupplier nanoClock) {
    this.batcher = batcher;
    this.budget = new AdaptiveBudget(budgetTokens);
    this.runsAtATime = runsAtATime;
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
  void batchFinished() {
    lock.lock();
    try {
      batchesUnderWay--;
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

  /** Most tokens of the next batch. */
  int budgetTokens() {
    lock.lock();
    try {
      return budget.tokens(now());
    } finally {
      lock.unlock();
    }
  }

  /** Most batches that are under way at a time. */
  int mostBatchesUnderWay() {
    return BATCHES_A_RUN * runsAtATime;
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
    if (batchesUnderWay == mostBatchesUnderWay()) {
      return Optional.empty();
    }
    batcher.budgetTokens(budget.tokens(now()));
    Optional<Batch<TokenizedText>> batch = batcher.poll(now(), isDeviceIdle());
    batch.ifPresent(this::leaves);
    return batch;
  }

  private void leaves(Batch<TokenizedText> batch) {
    batchesUnderWay++;
    batch.texts().forEach(place -> queued.remove(place.item().text()));
  }

  /** How long nothing can happen by itself. */
  private long waitNanos() {
    return isDeviceIdle() ? batcher.nanosUntilLinger(now()) : Long.MAX_VALUE;
  }

  private boolean isDeviceIdle() {
    return batchesUnderWay < runsAtATime;
  }

  private long now() {
    return nanoClock.getAsLong();
  }
}
