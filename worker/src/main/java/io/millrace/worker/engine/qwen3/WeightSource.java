package io.millrace.worker.engine.qwen3;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.quant.ConvertedWeight;
import io.millrace.worker.engine.quant.ConvertedWeights;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.quant.WeightCache;
import io.millrace.worker.engine.quant.WeightFormat;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the graph takes its weights from: the checkpoint as it is, and a file of converted ones for
 * what has to be of another type.
 *
 * @param folder that all files lie below
 * @param converted by name
 */
record WeightSource(Path folder, ComputeType type, Map<String, ConvertedWeight> converted) {
  private static final int INT8_BLOCK = 128;
  private static final int INT4_BLOCK = 32;
  private static final int NF4_BLOCK = 64;

  WeightSource {
    requireNonNull(folder, "folder");
    requireNonNull(type, "type");
    converted = Map.copyOf(converted);
  }

  /** Takes every weight as it is stored, or has it cast when the session opens. */
  static WeightSource asStored(Checkpoint checkpoint, ComputeType type) {
    return new WeightSource(checkpoint.folder(), type, Map.of());
  }

  /**
   * Has weights converted, or finds them converted by an earlier start. On the CPU, weights that
   * keep their precision are cast instead, which needs no file.
   */
  static WeightSource of(
      Checkpoint checkpoint,
      Qwen3Weights weights,
      Precision precision,
      ComputeType type,
      WeightCache cache) {
    Map<StoredTensor, WeightFormat> wanted = new LinkedHashMap<>();
    if (precision.isQuantized()) {
      weights.linear().forEach(weight -> wanted.put(weight, format(precision, type)));
    } else if (type != ComputeType.FP32) {
      differing(weights.linear(), type).forEach(weight -> wanted.put(weight, plain(type)));
    }
    if (type != ComputeType.FP32) {
      differing(weights.others(), type).forEach(weight -> wanted.put(weight, plain(type)));
    }
    if (wanted.isEmpty()) {
      return asStored(checkpoint, type);
    }
    ConvertedWeights converted = cache.convert(wanted);
    return new WeightSource(
        common(checkpoint.folder(), converted.file()), type, converted.byTensor());
  }

  WeightValues into(OnnxGraph graph) {
    return new WeightValues(graph, folder, type, converted);
  }

  /** What all of a model's weights take. */
  long bytes(Qwen3Weights weights) {
    return Stream.concat(weights.linear(), weights.others()).mapToLong(this::bytes).sum();
  }

  private long bytes(StoredTensor weight) {
    ConvertedWeight other = converted.get(weight.name());
    return other == null ? weight.sizeBytes() : other.sizeBytes();
  }

  private static Stream<StoredTensor> differing(Stream<StoredTensor> weights, ComputeType type) {
    return weights.filter(weight -> weight.type() != type.stored());
  }

  private static WeightFormat plain(ComputeType type) {
    return WeightFormat.plain(type.precision());
  }

  private static WeightFormat format(Precision precision, ComputeType type) {
    return switch (precision) {
      case FP8 -> WeightFormat.fp8();
      case INT8 -> new WeightFormat(precision, INT8_BLOCK, type.stored());
      case INT4 -> new WeightFormat(precision, INT4_BLOCK, type.stored());
      case NF4 -> new WeightFormat(precision, NF4_BLOCK, type.stored());
      case FP32, FP16, BF16 -> throw new IllegalArgumentException(precision + " has no blocks");
    };
  }

  private static Path common(Path folder, Path file) {
    Path common = folder;
    while (!file.startsWith(common) && common.getParent() != null) {
      common = common.getParent();
    }
    return common;
  }
}
