package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.batch.TokenCounting;

/** From laid-out texts to vectors. The seam at which a test breaks the device. */
@FunctionalInterface
public interface VectorModel extends AutoCloseable {
  /**
   * Runs a batch on the device. Safe to call from several threads, each with tensors of its own.
   *
   * @param tensors made by {@link #newTensors}
   * @return a vector for every row, in order; whether it is of unit length is for the caller to
   *     check
   * @throws OrtException if the device or the graph fails
   */
  float[][] run(TokenTensors tensors) throws OrtException;

  /** Room for batches of this model. */
  default TokenTensors newTensors() {
    return new PaddedTokens(0);
  }

  /** Which tokens of a batch cost the device time and memory. */
  default TokenCounting counting() {
    return TokenCounting.PADDED;
  }

  /** What its weights are kept in: a label of {@code model.precision}, or {@code quantized}. */
  default String precision() {
    return "fp32";
  }

  /**
   * Runs a batch as {@link #run} does and gives the device's memory back that none of it needs any
   * more. Slow: the next batch has to ask for it again.
   */
  default float[][] runAndShrink(TokenTensors tensors) throws OrtException {
    return run(tensors);
  }

  /**
   * Runs a batch as {@link #run} does, for vectors that are not cut to the model's dimensions.
   *
   * @return vectors of the hidden size, of any length above zero
   */
  default float[][] runUncut(TokenTensors tensors) throws OrtException {
    return run(tensors);
  }

  /** Frees what the device holds, once no batch is running. Closing twice is harmless. */
  @Override
  default void close() {}
}
