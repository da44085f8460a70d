package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.Batch;
import io.millrace.worker.engine.batch.QueuedText;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * Second stage: lays the next batch out while the device runs the current one. Two sets of tensors
 * take turns; {@link TokenizedTexts} gives no third batch out before the first has finished.
 */
final class LayOutBatches implements Stage {
  private final TokenizedTexts tokenized;
  private final Handover<LaidOutBatch> laidOut;
  private final EngineCounters counters;
  private final LongSupplier nanoClock;
  private final Queue<TokenTensors> tensors = new ArrayDeque<>();

  LayOutBatches(
      TokenizedTexts tokenized,
      Handover<LaidOutBatch> laidOut,
      VectorModel model,
      EngineCounters counters,
      LongSupplier nanoClock) {
    this.tokenized = tokenized;
    this.laidOut = laidOut;
    this.counters = counters;
    this.nanoClock = nanoClock;
    tensors.add(model.newTensors());
    tensors.add(model.newTensors());
  }

  @Override
  public void run() throws InterruptedException {
    Optional<Batch<TokenizedText>> batch = tokenized.take();
    while (batch.isPresent()) {
      laidOut.put(layOut(batch.get()));
      batch = tokenized.take();
    }
    laidOut.end();
  }

  private LaidOutBatch layOut(Batch<TokenizedText> batch) {
    long startNanos = nanoClock.getAsLong();
    for (QueuedText<TokenizedText> text : batch.texts()) {
      counters.queueWaitNanos.add(startNanos - text.queuedAtNanos());
    }
    LaidOutBatch done = LaidOutBatch.of(batch, nextTensors());
    counters.layoutNanos.add(nanoClock.getAsLong() - startNanos);
    return done;
  }

  private TokenTensors nextTensors() {
    TokenTensors next = tensors.remove();
    tensors.add(next);
    return next;
  }
}
