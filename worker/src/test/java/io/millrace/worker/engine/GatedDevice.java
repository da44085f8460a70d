package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * A device that gives every text the same vector, and waits for the test before its first batch.
 */
final class GatedDevice implements VectorModel {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  @Override
  public float[][] run(TokenTensors tensors) throws OrtException {
    reached.countDown();
    try {
      opened.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OrtException("interrupted before the gate");
    }
    float[][] vectors = new float[tensors.rows()][];
    Arrays.setAll(vectors, row -> new float[] {1, 0});
    return vectors;
  }

  void open() {
    opened.countDown();
  }

  /** Whether a batch stands before the gate, or has passed it. */
  boolean hasBatch() {
    return reached.getCount() == 0;
  }

  /** Waits until a batch stands before the gate. */
  void awaitBatch() throws InterruptedException {
    reached.await();
  }
}
