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
 */
record GraphSignature(Set<String> inputs, String hiddenStates) {
  static final String IDS = "input_ids";
  static final String MASK = "attention_mask";
  static final String TYPES = "token_type_ids";

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int TENSOR_NAME = 8;
  private static final int VALUE_NAME = 1;
  private static final int HIDDEN_STATES_RANK = 3;
  private static final long INT64 = 7;

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
    return new GraphSignature(names, hiddenStates(graph.messages(GRAPH_OUTPUT)));
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
