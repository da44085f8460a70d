package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that is asked to give its device's spare memory back, which only a run can do. Thread
 * safe.
 */
final class MemoryReturn implements VectorModel {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryReturn.class);

  private final VectorModel model;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final AtomicInteger running = new AtomicInteger();
  private final TokenTensors scratch;

  /**
   * Around a model.
   *
   * @param knownGood tokens of a text that the model embeds
   */
  MemoryReturn(VectorModel model, int[] knownGood) {
    this.model = model;
    this.scratch = model.newTensors();
    scratch.layOut(List.of(knownGood));
  }

  /**
   * The next run does it. An idle device may have none for long, and makes one for it now, on the
   * caller's thread.
   */
  void ask() {
    asked.set(true);
    if (running.get() == 0) {
      runKnownGood();
    }
  }

  @Override
  public float[][] run(TokenTensors tensors) throws OrtException {
    running.incrementAndGet();
    try {
      return asked.getAndSet(false) ? model.runAndShrink(tensors) : model.run(tensors);
    } finally {
      running.decrementAndGet();
    }
  }

  @Override
  public float[][] runAndShrink(TokenTensors tensors) throws OrtException {
    running.incrementAndGet();
    try {
      asked.set(false);
      return model.runAndShrink(tensors);
    } finally {
      running.decrementAndGet();
    }
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
  public void close() {
    model.close();
  }

  private synchronized void runKnownGood() {
    try {
      var _ = runAndShrink(scratch);
    } catch (OrtException e) {
      // Whether the device is broken, the next batch finds out; without memory it is not.
      LOG.atWarn().setCause(e).log("an idle device does not give its memory back");
    }
  }
}
