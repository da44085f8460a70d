package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.Batch;
import io.millrace.worker.engine.batch.QueuedText;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Second stage: lays the next batch out while the device runs the current one. {@link
 * TokenizedTexts} gives no more batches out than there are tensors for.
 */
final class LayOutBatches implements Stage {
  private final TokenizedTexts tokenized;
  private final Handover<LaidOutBatch> laidOut;
  private final EngineCounters counters;
  private final LongSupplier nanoClock;
  private final SpareTensors spare;

  LayOutBatches(
      TokenizedTexts tokenized,
      Handover<LaidOutBatch> laidOut,
      SpareTensors spare,
      EngineCounters counters,
      LongSupplier nanoClock) {
    this.tokenized = tokenized;
    this.laidOut = laidOut;
    this.counters = counters;
    this.nanoClock = nanoClock;
    this.spare = spare;
  }

  @Override
  public void run() throws InterruptedException {
    Optional<Batch<TokenizedText>> batch = tokenized.take();
    while (batch.isPresent()) {
      // Now: a batch that does not fit makes the budget smaller, while it waits or runs.
      int budgetTokens = tokenized.budgetTokens();
      laidOut.put(layOut(batch.get(), budgetTokens));
      batch = tokenized.take();
    }
    laidOut.end();
  }

  private LaidOutBatch layOut(Batch<TokenizedText> batch, int budgetTokens)
      throws InterruptedException {
    TokenTensors tensors = spare.take();
    long startNanos = nanoClock.getAsLong();
    for (QueuedText<TokenizedText> text : batch.texts()) {
      counters.queueWaitNanos.add(startNanos - text.queuedAtNanos());
    }
    LaidOutBatch done = LaidOutBatch.of(batch, tensors, budgetTokens);
    counters.layoutNanos.add(nanoClock.getAsLong() - startNanos);
    return done;
  }
}
