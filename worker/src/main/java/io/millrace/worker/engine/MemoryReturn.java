package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A model that is asked to give its device's spare memory back, which only a run can do. Thread
 * safe.
 */
final class MemoryReturn implements VectorModel {
  private final VectorModel model;
  private final AtomicBoolean asked = new AtomicBoolean();

  MemoryReturn(VectorModel model) {
    this.model = model;
  }

  /** The next run does it. */
  void ask() {
    asked.set(true);
  }

  @Override
  public float[][] run(TokenTensors tensors) throws OrtException {
    return asked.getAndSet(false) ? model.runAndShrink(tensors) : model.run(tensors);
  }

  @Override
  public float[][] runAndShrink(TokenTensors tensors) throws OrtException {
    asked.set(false);
    return model.runAndShrink(tensors);
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
}
