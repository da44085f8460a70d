package io.millrace.worker.engine;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Last stage: tells the observers and completes the futures. On a thread of its own, because what
 * callers hang on them must not hold the device up. Observers come first: what a caller hangs on a
 * result may take its time.
 */
final class CompleteTexts implements Stage {
  private final Handover<EmbeddedBatch> embedded;
  private final EngineCounters counters;
  private final LongSupplier nanoClock;

  CompleteTexts(Handover<EmbeddedBatch> embedded, EngineCounters counters, LongSupplier nanoClock) {
    this.embedded = embedded;
    this.counters = counters;
    this.nanoClock = nanoClock;
  }

  @Override
  public void run() throws InterruptedException {
    Optional<EmbeddedBatch> batch = embedded.take();
    while (batch.isPresent()) {
      complete(batch.get());
      batch = embedded.take();
    }
  }

  private void complete(EmbeddedBatch batch) {
    long startNanos = nanoClock.getAsLong();
    batch.run().ifPresent(counters::tell);
    for (int i = 0; i < batch.texts().size(); i++) {
      batch.outcomes().get(i).tell(batch.texts().get(i).result());
    }
    counters.completeNanos.add(nanoClock.getAsLong() - startNanos);
  }
}
