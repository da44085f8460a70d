package io.millrace.worker.engine.quant;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.safetensors.StoredTensor;
import java.util.Optional;

/**
 * Where the parts of a weight lie, for a weight {@code [N, K]} and blocks of B:
 *
 * <ul>
 *   <li>FP32, FP16, BF16: values of the weight's shape.
 *   <li>INT8, INT4 (MatMulNBits): values U8 {@code [N, ceil(K/B), B * bits / 8]}, scales {@code [N,
 *       ceil(K/B)]}; the zero point is the operator's own (128 or 8), so none is stored.
 *   <li>NF4 (MatMulBnb4, quant_type 1): values U8 {@code [ceil(N*K/2)]}, scales (absmax) {@code
 *       [ceil(N*K/B)]}.
 *   <li>FP8 (MatMulBlockQuantizedFp8Weight): values F8_E4M3 {@code [N, K]}, scales F32 {@code [N,
 *       ceil(K/128)]}.
 * </ul>
 */
public record ConvertedWeight(
    WeightFormat format, StoredTensor values, Optional<StoredTensor> scales) {
  public ConvertedWeight {
    requireNonNull(format, "format");
    requireNonNull(values, "values");
    requireNonNull(scales, "scales");
  }

  /** Values and scales. */
  public long sizeBytes() {
    return values.sizeBytes() + scales.map(StoredTensor::sizeBytes).orElse(0L);
  }
}
