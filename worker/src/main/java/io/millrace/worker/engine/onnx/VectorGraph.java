package io.millrace.worker.engine.onnx;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.batch.TokenCounting;
import java.util.function.Supplier;

/**
 * How a graph is fed and read.
 *
 * @param output name of the output {@code [batch, dimensions]}, floats
 * @param dimensions floats of a vector
 * @param newTensors makes room for its inputs
 */
public record VectorGraph(
    String output, int dimensions, TokenCounting counting, Supplier<TokenTensors> newTensors) {
  public VectorGraph {
    requireNonNull(output, "output");
    requireNonNull(counting, "counting");
    requireNonNull(newTensors, "newTensors");
  }
}
