package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All runs of a model on one device: side by side, unless somebody holds the device alone. Knows
 * since when each is under way, because one that hangs says nothing by itself. Thread safe.
 */
final class DeviceRuns implements VectorModel {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceRuns.class);

  private final VectorModel model;
  private final Duration limit;
  private final LongSupplier nanoClock;
  private final ReadWriteLock turns = new ReentrantReadWriteLock();
  private final Map<Object, Long> startNanos = new ConcurrentHashMap<>();

  /**
   * Around a model.
   *
   * @param limit a run that takes longer hangs; zero: none does
   */
  DeviceRuns(VectorModel model, Duration limit, LongSupplier nanoClock) {
    this.model = model;
    this.limit = limit;
    this.nanoClock = nanoClock;
  }

  /** What waits until nobody runs, and whose holder alone runs then: with the memory of all. */
  Lock alone() {
    return turns.writeLock();
  }

  /** Longest time that a run may take; zero: any. */
  Duration limit() {
    return limit;
  }

  /** Whether one of the runs has taken longer than any may. */
  boolean hang() {
    return limit.isPositive() && longest().compareTo(limit) > 0;
  }

  /** How long the oldest run has been under way; zero if none is. */
  Duration longest() {
    long nowNanos = nanoClock.getAsLong();
    long nanos = startNanos.values().stream().mapToLong(start -> nowNanos - start).max().orElse(0);
    return Duration.ofNanos(nanos);
  }

  @Override
  public float[][] run(TokenTensors tensors) throws OrtException {
    return besideOthers(() -> model.run(tensors));
  }

  @Override
  public float[][] runAndShrink(TokenTensors tensors) throws OrtException {
    return besideOthers(() -> model.runAndShrink(tensors));
  }

  @Override
  public float[][] runUncut(TokenTensors tensors) throws OrtException {
    return besideOthers(() -> model.runUncut(tensors));
  }

  @Override
  public TokenTensors newTensors() {
    return model.newTensors();
  }

  @Override
  public TokenCounting counting() {
    return model.counting();
  }

  @Override
  public String precision() {
    return model.precision();
  }

  /** Leaves to the end of the process what a run that hangs works on. */
  @Override
  public void close() {
    if (!awaitIdle()) {
      LOG.atError().log("a batch hangs on the device: its memory is freed by the process's end");
      return;
    }
    try {
      model.close();
    } finally {
      alone().unlock();
    }
  }

  @FunctionalInterface
  private interface Run {
    float[][] vectors() throws OrtException;
  }

  private float[][] besideOthers(Run run) throws OrtException {
    turns.readLock().lock();
    Object key = new Object();
    startNanos.put(key, nanoClock.getAsLong());
    try {
      return run.vectors();
    } finally {
      startNanos.remove(key);
      turns.readLock().unlock();
    }
  }

  /** Holds the device alone once it is idle; false, and holds nothing, if a run hangs. */
  private boolean awaitIdle() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          boolean idle = alone().tryLock(1, TimeUnit.SECONDS);
          if (idle || hang()) {
            return idle;
          }
        } catch (InterruptedException e) {
          interrupted = true; // told to the caller afterwards: memory must not be freed under a run
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
