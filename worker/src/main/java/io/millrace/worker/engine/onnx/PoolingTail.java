package io.millrace.worker.engine.onnx;

import io.millrace.worker.engine.model.Pooling;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Nodes put behind an encoder's graph: pool, cut, normalize. Only {@code [batch, dimensions]}
 * floats leave the device.
 *
 * <p>Protobuf merges a message with one of its type that follows it, so the nodes are appended to
 * the file, and nothing of it is parsed or copied. All operators mean the same in every opset from
 * 10 on. The sum over tokens is not divided by their number: normalizing would undo it.
 */
final class PoolingTail {
  /** Name of the output with the vectors. */
  static final String VECTORS = "millrace/vectors";

  private final GraphNodes nodes = new GraphNodes();

  private PoolingTail() {}

  /** Appends the nodes within the buffer's capacity; returns a view of the longer model. */
  static ByteBuffer append(
      ByteBuffer onnx, GraphSignature signature, Pooling pooling, int dimensions) {
    byte[] tail = new PoolingTail().model(signature.hiddenStates(), pooling, dimensions);
    return onnx.duplicate().limit(onnx.limit() + tail.length).put(onnx.limit(), tail);
  }

  private byte[] model(String hiddenStates, Pooling pooling, int dimensions) {
    String states = floats("millrace/states", hiddenStates);
    String pooled =
        switch (pooling) {
          case MEAN -> sumOfTokens(states);
          case CLS -> firstToken(states);
        };
    nodes.output(normalize(cut(pooled, dimensions)));
    return nodes.toModel();
  }

  /** The attention mask as one row a text, times the states: padding weighs nothing. */
  private String sumOfTokens(String states) {
    String mask = floats("millrace/mask", GraphSignature.MASK);
    String rowShape = nodes.list("millrace/row_shape", 0, 1, -1);
    String row = nodes.node("Reshape", Map.of(), "millrace/row", mask, rowShape);
    String sum = nodes.node("MatMul", Map.of(), "millrace/sum", row, states);
    String vectorShape = nodes.list("millrace/vector_shape", 0, -1);
    return nodes.node("Reshape", Map.of(), "millrace/pooled", sum, vectorShape);
  }

  private String firstToken(String states) {
    String first = nodes.scalar("millrace/first", 0);
    return nodes.node("Gather", Map.of("axis", 1), "millrace/pooled", states, first);
  }

  private String cut(String vectors, int dimensions) {
    String start = nodes.list("millrace/cut_start", 0);
    String end = nodes.list("millrace/cut_end", dimensions);
    String axis = nodes.list("millrace/cut_axis", 1);
    return nodes.node("Slice", Map.of(), "millrace/cut", vectors, start, end, axis);
  }

  private String normalize(String vectors) {
    return nodes.node("LpNormalization", Map.of("axis", 1, "p", 2), VECTORS, vectors);
  }

  private String floats(String output, String input) {
    return nodes.node("Cast", Map.of("to", GraphNodes.FLOAT), output, input);
  }
}
