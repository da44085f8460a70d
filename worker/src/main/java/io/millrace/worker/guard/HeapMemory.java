package io.millrace.worker.guard;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Java's heap: what the last collection left, since garbage is no load. Not thread safe.
 *
 * <p>A heap that nobody allocates from is not collected. A worker that has stopped its work would
 * see the old figure for ever and never begin again; so a figure that is high and old is made anew.
 */
final class HeapMemory {
  private static final Duration OLD = Duration.ofMinutes(1);

  private final LongSupplier leftBytes;
  private final long mostBytes;
  private final double high;
  private final Runnable collect;
  private long lastLeftBytes = -1;
  private long changedNanos;

  /**
   * @param leftBytes what the last collection left
   * @param high share from which a figure must not be old
   */
  HeapMemory(LongSupplier leftBytes, long mostBytes, double high, Runnable collect) {
    this.leftBytes = leftBytes;
    this.mostBytes = mostBytes;
    this.high = high;
    this.collect = collect;
  }

  static HeapMemory ofThisProcess(double high) {
    return new HeapMemory(
        HeapMemory::leftByLastCollection, Runtime.getRuntime().maxMemory(), high, System::gc);
  }

  Reading read(long nowNanos) {
    long left = leftBytes.getAsLong();
    if (left != lastLeftBytes) {
      lastLeftBytes = left;
      changedNanos = nowNanos;
    }
    Reading reading = new Reading(Reading.HEAP, left, Math.max(0, mostBytes - left));
    if (reading.fill() >= high && nowNanos - changedNanos >= OLD.toNanos()) {
      changedNanos = nowNanos;
      collect.run();
    }
    return reading;
  }

  private static long leftByLastCollection() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(Objects::nonNull)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }
}
