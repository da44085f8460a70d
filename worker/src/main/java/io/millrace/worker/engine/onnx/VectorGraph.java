package io.millrace.worker.engine.onnx;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.batch.TokenCounting;
import java.util.function.Supplier;

/**
 * How a graph is fed and read.
 *
 * @param output name of the output {@code [batch, dimensions]}, floats
 * @param uncut name of the output before the cut, {@code [batch, hidden size]}, floats; the same
 *     where nobody asks for it
 * @param newTensors makes room for its inputs
 * @param precision of its weights, for people and meters
 */
public record VectorGraph(
    String output,
    String uncut,
    TokenCounting counting,
    Supplier<TokenTensors> newTensors,
    String precision) {
  public VectorGraph {
    requireNonNull(output, "output");
    requireNonNull(uncut, "uncut");
    requireNonNull(counting, "counting");
    requireNonNull(newTensors, "newTensors");
    requireNonNull(precision, "precision");
  }
}
