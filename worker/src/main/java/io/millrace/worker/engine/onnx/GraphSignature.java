package io.millrace.worker.engine.onnx;

import io.millrace.worker.engine.model.ModelException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What goes into an encoder's graph and where its token states come out. Field numbers are those of
 * onnx.proto.
 *
 * @param hiddenStates name of the output of shape {@code [batch, sequence, hidden]}
 * @param precision of the weights: {@code fp32}, {@code fp16}, {@code bf16} or {@code quantized}
 */
record GraphSignature(Set<String> inputs, String hiddenStates, String precision) {
  static final String IDS = "input_ids";
  static final String MASK = "attention_mask";
  static final String TYPES = "token_type_ids";

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int VALUE_NAME = 1;
  private static final int HIDDEN_STATES_RANK = 3;
  private static final long INT64 = 7;
  private static final long FLOAT16 = 10;
  private static final long BFLOAT16 = 16;

  /** Of 8 and 4 bits; 64 bit integers, booleans and text hold shapes and constants. */
  private static final Set<Long> QUANTIZED = Set.of(2L, 3L, 17L, 18L, 19L, 20L, 21L, 22L);

  GraphSignature {
    inputs = Set.copyOf(inputs);
  }

  /**
   * Reads the signature of a graph.
   *
   * @throws ModelException if it is not an ONNX graph of an encoder
   */
  static GraphSignature read(ByteBuffer onnx) {
    try {
      return new ProtobufReader(onnx)
          .messages(MODEL_GRAPH).stream()
              .findFirst()
              .map(GraphSignature::of)
              .orElseThrow(() -> new ModelException("the ONNX file has no graph"));
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
      throw new ModelException("the ONNX file is damaged: it is not a protobuf message", e);
    }
  }

  private static GraphSignature of(ProtobufReader graph) {
    List<ProtobufReader> inputs = inputs(graph);
    Set<String> names = inputs.stream().map(GraphSignature::name).collect(Collectors.toSet());
    if (!names.containsAll(Set.of(IDS, MASK)) || !Set.of(IDS, MASK, TYPES).containsAll(names)) {
      throw new ModelException(
          "the ONNX graph has the inputs %s, must be %s, %s and at most %s"
              .formatted(names.stream().sorted().toList(), IDS, MASK, TYPES));
    }
    inputs.forEach(GraphSignature::requireInt64);
    return new GraphSignature(
        names,
        hiddenStates(graph.messages(GRAPH_OUTPUT)),
        precision(
            graph.messages(GRAPH_INITIALIZER).stream()
                .map(weight -> weight.number(TENSOR_TYPE))
                .collect(Collectors.toSet())));
  }

  /** Norms and scales keep more than the matrices do. */
  private static String precision(Set<Long> types) {
    if (types.stream().anyMatch(QUANTIZED::contains)) {
      return "quantized";
    }
    if (types.contains(FLOAT16)) {
      return "fp16";
    }
    return types.contains(BFLOAT16) ? "bf16" : "fp32";
  }

  /** Old exporters list the weights among the inputs. */
  private static List<ProtobufReader> inputs(ProtobufReader graph) {
    Set<String> weights =
        graph.messages(GRAPH_INITIALIZER).stream()
            .map(weight -> weight.string(TENSOR_NAME))
            .collect(Collectors.toSet());
    return graph.messages(GRAPH_INPUT).stream()
        .filter(input -> !weights.contains(name(input)))
        .toList();
  }

  private static String hiddenStates(List<ProtobufReader> outputs) {
    return outputs.stream()
        .filter(output -> rank(output) == HIDDEN_STATES_RANK)
        .map(GraphSignature::name)
        .findFirst()
        .orElseThrow(
            () -> new ModelException("the ONNX graph has no output [batch, sequence, hidden]"));
  }

  private static void requireInt64(ProtobufReader input) {
    if (tensorType(input).stream().anyMatch(type -> type.number(1) != INT64)) {
      throw new ModelException("the ONNX graph's input %s is not int64".formatted(name(input)));
    }
  }

  private static String name(ProtobufReader value) {
    return value.string(VALUE_NAME);
  }

  private static int rank(ProtobufReader value) {
    return tensorType(value).stream()
        .flatMap(type -> type.messages(2).stream())
        .mapToInt(shape -> shape.messages(1).size())
        .sum();
  }

  /** ValueInfoProto.type.tensor_type. */
  private static List<ProtobufReader> tensorType(ProtobufReader value) {
    return value.messages(2).stream().flatMap(type -> type.messages(1).stream()).toList();
  }
}
