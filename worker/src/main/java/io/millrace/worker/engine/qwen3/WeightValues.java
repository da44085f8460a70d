package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.quant.ConvertedWeight;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.safetensors.DType;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.io.File;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Puts weights into a graph: each is a value that lies in a file, of the type that is computed in.
 */
final class WeightValues {
  private static final int NORMAL_FLOAT_4 = 1;

  private final OnnxGraph whole;
  private final OnnxGraph graph;
  private final Set<String> present;
  private final Path folder;
  private final ComputeType type;
  private final Map<String, ConvertedWeight> converted;

  /**
   * @param folder that all files lie below
   * @param converted weights that are not taken as they are stored, by name
   */
  WeightValues(
      OnnxGraph graph, Path folder, ComputeType type, Map<String, ConvertedWeight> converted) {
    this(graph, graph, new HashSet<>(), folder, type, Map.copyOf(converted));
  }

  private WeightValues(
      OnnxGraph whole,
      OnnxGraph graph,
      Set<String> present,
      Path folder,
      ComputeType type,
      Map<String, ConvertedWeight> converted) {
    this.whole = whole;
    this.graph = graph;
    this.present = present;
    this.folder = folder;
    this.type = type;
    this.converted = converted;
  }

  /** The same weights, in the graph that has them, for a branch of it. */
  WeightValues usedIn(OnnxGraph branch) {
    return new WeightValues(whole, branch, present, folder, type, converted);
  }

  /** A weight of a norm. */
  String norm(StoredTensor weight) {
    return computed(weight.name(), stored(weight));
  }

  /** Rows of a table by their numbers; only what is taken is converted. */
  String rows(StoredTensor table, String numbers, String output) {
    StoredTensor stored = stored(table);
    String rows =
        graph.node("Gather", external(stored), numbers).with("axis", 0).as(output + "_stored");
    return stored.type() == type.stored()
        ? graph.node("Identity", rows).as(output)
        : graph.node("Cast", rows).with("to", type.element().number()).as(output);
  }

  /** Multiplies {@code [rows, in]} with a weight {@code [out, in]}. */
  String linear(String input, StoredTensor weight, String output) {
    ConvertedWeight quantized = converted.get(weight.name());
    if (quantized == null || quantized.scales().isEmpty()) {
      return graph
          .node("Gemm", input, computed(weight.name(), stored(weight)))
          .with("transB", 1)
          .as(output);
    }
    return quantizedLinear(input, quantized, weight.shape(), output);
  }

  private String quantizedLinear(
      String input, ConvertedWeight weight, long[] shape, String output) {
    String values = external(weight.values());
    String scales = external(weight.scales().orElseThrow());
    Precision precision = weight.format().precision();
    return switch (precision) {
      case INT8, INT4 ->
          graph
              .microsoft("MatMulNBits", input, values, scales)
              .with("bits", precision == Precision.INT8 ? 8 : 4)
              .with("block_size", weight.format().blockElements())
              .with("N", shape[0])
              .with("K", shape[1])
              .as(output);
      case NF4 ->
          graph
              .microsoft("MatMulBnb4", input, values, scales)
              .with("quant_type", NORMAL_FLOAT_4)
              .with("block_size", weight.format().blockElements())
              .with("N", shape[0])
              .with("K", shape[1])
              .as(output);
      case FP8 ->
          graph
              .microsoft("MatMulBlockQuantizedFp8Weight", input, values, scales)
              .with("block_size", weight.format().blockElements())
              .as(output);
      case FP32, FP16, BF16 -> throw new IllegalArgumentException(precision + " has no scales");
    };
  }

  private StoredTensor stored(StoredTensor weight) {
    ConvertedWeight other = converted.get(weight.name());
    return other == null ? weight : other.values();
  }

  /** ONNX Runtime folds the cast when it opens the session. */
  private String computed(String name, StoredTensor stored) {
    String value = external(stored);
    if (stored.type() == type.stored()) {
      return value;
    }
    String cast = name + "_computed";
    return present.add(cast)
        ? whole.node("Cast", value).with("to", type.element().number()).as(cast)
        : cast;
  }

  private String external(StoredTensor stored) {
    if (!present.add(stored.name())) {
      return stored.name();
    }
    String location = folder.relativize(stored.file()).toString().replace(File.separatorChar, '/');
    return whole.external(
        stored.name(),
        elementType(stored.type()),
        stored.shape(),
        location,
        stored.offsetBytes(),
        stored.sizeBytes());
  }

  private static ElementType elementType(DType type) {
    return switch (type) {
      case F32 -> ElementType.FLOAT;
      case F16 -> ElementType.FLOAT16;
      case BF16 -> ElementType.BFLOAT16;
      case U8 -> ElementType.UINT8;
      case F8_E4M3 -> ElementType.FLOAT8E4M3FN;
      default -> throw new IllegalArgumentException("no weight is of type " + type);
    };
  }
}
