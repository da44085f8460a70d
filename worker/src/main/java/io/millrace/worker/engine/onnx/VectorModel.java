package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OrtException;

/** From laid-out texts to vectors. The seam at which a test breaks the device. */
@FunctionalInterface
public interface VectorModel extends AutoCloseable {
  /**
   * Runs a batch on the device. Safe to call from several threads, each with tensors of its own.
   *
   * @return a vector for every row, in order; whether it is of unit length is for the caller to
   *     check
   * @throws OrtException if the device or the graph fails
   */
  float[][] run(TokenTensors tensors) throws OrtException;

  /**
   * Runs a batch as {@link #run} does and gives the device's memory back that none of it needs any
   * more. Slow: the next batch has to ask for it again.
   */
  default float[][] runAndShrink(TokenTensors tensors) throws OrtException {
    return run(tensors);
  }

  /** Frees what the device holds, once no batch is running. Closing twice is harmless. */
  @Override
  default void close() {}
}
