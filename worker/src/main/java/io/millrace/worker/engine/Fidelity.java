package io.millrace.worker.engine;

import io.millrace.worker.engine.quant.Precision;
import java.util.Optional;

/**
 * How near to a reference a model comes whose weights are kept in some precision. Bounds that a
 * sound model keeps with room to spare, and a wrong pooling, prompt or file does not.
 *
 * @param leastCosine between a vector and its reference in 32 bit floats
 * @param similarityTolerance most that the similarity of two texts may differ
 */
record Fidelity(double leastCosine, double similarityTolerance) {
  private static final Fidelity OF_FLOATS = new Fidelity(0.999, 0.01);
  private static final Fidelity OF_8_BITS = new Fidelity(0.98, 0.02);
  private static final Fidelity OF_4_BITS = new Fidelity(0.8, 0.1);

  /** What to expect of weights in this precision; empty for the model's own. */
  static Fidelity of(Optional<Precision> precision) {
    return precision.map(Fidelity::of).orElse(OF_FLOATS);
  }

  private static Fidelity of(Precision precision) {
    return switch (precision) {
      case FP32, FP16, BF16 -> OF_FLOATS;
      case INT8, FP8 -> OF_8_BITS;
      case INT4, NF4 -> OF_4_BITS;
    };
  }
}
