package io.millrace.worker.engine.onnx;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.Pooling;
import java.nio.ByteBuffer;

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

  private final OnnxGraph graph = new OnnxGraph();

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
          case LAST_TOKEN ->
              throw new ModelException(
                  "an ONNX file with pooling over the last token is not supported");
        };
    graph.output(graph.cutAndNormalize(pooled, dimensions, VECTORS), ElementType.FLOAT);
    return graph.toTail();
  }

  /** The attention mask as one row a text, times the states: padding weighs nothing. */
  private String sumOfTokens(String states) {
    String mask = floats("millrace/mask", GraphSignature.MASK);
    String rowShape = graph.constant("millrace/row_shape", 0, 1, -1);
    String row = graph.node("Reshape", mask, rowShape).as("millrace/row");
    String sum = graph.node("MatMul", row, states).as("millrace/sum");
    String vectorShape = graph.constant("millrace/vector_shape", 0, -1);
    return graph.node("Reshape", sum, vectorShape).as("millrace/pooled");
  }

  private String firstToken(String states) {
    String first = graph.scalar("millrace/first", 0);
    return graph.node("Gather", states, first).with("axis", 1).as("millrace/pooled");
  }

  private String floats(String output, String input) {
    return graph.node("Cast", input).with("to", ElementType.FLOAT.number()).as(output);
  }
}
