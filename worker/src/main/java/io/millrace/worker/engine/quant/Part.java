package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;

/**
 * The values or the scales of a weight, in a file that is planned.
 *
 * @param begin behind the header
 */
record Part(String name, DType type, long[] shape, long begin, long sizeBytes) {
  long end() {
    return begin + sizeBytes;
  }
}
