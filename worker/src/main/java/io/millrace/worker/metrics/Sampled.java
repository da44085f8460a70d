package io.millrace.worker.metrics;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What all meters of one scrape read, so that it is asked for once and its numbers fit each other.
 */
final class Sampled<T> {
  private final Supplier<T> source;
  private final Consumer<T> onSample;
  private volatile T now;

  /**
   * Takes a first sample.
   *
   * @param onSample told of each, for meters that come and go
   */
  Sampled(Supplier<T> source, Consumer<T> onSample) {
    this.source = source;
    this.onSample = onSample;
    this.now = source.get();
    onSample.accept(now);
  }

  void refresh() {
    now = source.get();
    onSample.accept(now);
  }

  T now() {
    return now;
  }
}
