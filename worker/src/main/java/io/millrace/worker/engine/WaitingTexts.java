package io.millrace.worker.engine;

import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.LaneTurns;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Admitted texts that wait to be tokenized, by lane. Bounded by admission. Thread safe. */
final class WaitingTexts {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Lane, Queue<TextInFlight>> lanes = new EnumMap<>(Lane.class);
  private final LaneTurns turns;
  private boolean ended;

  WaitingTexts(LaneTurns turns) {
    this.turns = turns;
  }

  void add(TextInFlight text) {
    lock.lock();
    try {
      lanes.computeIfAbsent(text.request().lane(), lane -> new ArrayDeque<>()).add(text);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Says that no more come. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next text; empty when no more come. */
  Optional<TextInFlight> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (lanes.isEmpty() && !ended) {
        changed.await();
      }
      return lanes.isEmpty() ? Optional.empty() : Optional.of(next());
    } finally {
      lock.unlock();
    }
  }

  private TextInFlight next() {
    EnumSet<Lane> waiting = EnumSet.copyOf(lanes.keySet());
    Lane lane = turns.next(waiting);
    Queue<TextInFlight> queue = lanes.getOrDefault(lane, new ArrayDeque<>());
    TextInFlight text = queue.remove();
    turns.taken(Map.of(lane, (long) text.charge().tokens()), waiting);
    if (queue.isEmpty()) {
      lanes.remove(lane);
    }
    return text;
  }
}
