package io.millrace.worker.page;

import io.millrace.worker.page.Frame.Point;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands the latest frame to all who watch, however many they are, and keeps the chart of the last
 * minutes for those who come later. Who is slow misses frames. Thread safe.
 */
final class Feed {
  /** Ten minutes. */
  private static final int MOST_POINTS = 600;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Point> points = new ArrayDeque<>();
  private Optional<Written> latest = Optional.empty();
  private boolean closed;

  /**
   * A frame in JSON, one line.
   *
   * @param number of the frame, from 1
   */
  record Written(long number, String json) {}

  /** Shows a frame to all. */
  void publish(Frame frame) {
    String json = WireJson.write(frame);
    lock.lock();
    try {
      latest = Optional.of(new Written(latest.map(Written::number).orElse(0L) + 1, json));
      points.addLast(frame.point());
      if (points.size() > MOST_POINTS) {
        points.removeFirst();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The latest frame after one of that number, waited for; empty when there will be no more. */
  Optional<Written> after(long number) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && latest.map(Written::number).orElse(0L) <= number) {
        changed.await();
      }
      return closed ? Optional.empty() : latest;
    } finally {
      lock.unlock();
    }
  }

  /** The chart so far, oldest first. */
  List<Point> points() {
    lock.lock();
    try {
      return List.copyOf(points);
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waiting. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
