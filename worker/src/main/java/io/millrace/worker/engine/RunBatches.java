package io.millrace.worker.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Third stage: keeps the device busy, and does nothing else. */
final class RunBatches implements Stage {
  private final Handover<LaidOutBatch> laidOut;
  private final EmbedRows device;
  private final BatchesUnderWay underWay;
  private final Handover<EmbeddedBatch> embedded;
  private final EngineCounters counters;
  private final LongSupplier nanoClock;

  RunBatches(
      Handover<LaidOutBatch> laidOut,
      EmbedRows device,
      BatchesUnderWay underWay,
      Handover<EmbeddedBatch> embedded,
      EngineCounters counters,
      LongSupplier nanoClock) {
    this.laidOut = laidOut;
    this.device = device;
    this.underWay = underWay;
    this.embedded = embedded;
    this.counters = counters;
    this.nanoClock = nanoClock;
  }

  @Override
  public void run() throws InterruptedException, DeviceException {
    Optional<LaidOutBatch> batch = laidOut.take();
    while (batch.isPresent()) {
      embedded.put(embed(batch.get()));
      batch = laidOut.take();
    }
    laidOut.end(); // for the next run
    if (underWay.runEnded()) {
      embedded.end();
    }
  }

  private EmbeddedBatch embed(LaidOutBatch batch) throws DeviceException {
    long startNanos = nanoClock.getAsLong();
    List<RowOutcome> outcomes = device.embed(batch.rows(), batch.tensors());
    long endNanos = nanoClock.getAsLong();
    Optional<BatchRun> run = counters.batchRan(batch, startNanos, endNanos);
    underWay.finished(batch, endNanos - startNanos);
    return new EmbeddedBatch(batch.texts(), outcomes, run);
  }
}
