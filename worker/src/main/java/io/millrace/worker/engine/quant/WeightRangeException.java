package io.millrace.worker.engine.quant;

/** A weight that cannot be encoded. Whoever knows the tensor's name tells it. */
final class WeightRangeException extends RuntimeException {
  WeightRangeException(String message) {
    super(message);
  }
}
