package io.millrace.worker.engine.onnx;

import java.util.List;

/** A node in the making: it belongs to the graph once it has outputs. */
public final class OnnxNode {
  private static final int FLOAT_ATTRIBUTE = 1;
  private static final int INT_ATTRIBUTE = 2;
  private static final int TENSOR_ATTRIBUTE = 4;

  private final OnnxGraph graph;
  private final String domain;
  private final String operator;
  private final ProtobufWriter node = new ProtobufWriter();

  OnnxNode(OnnxGraph graph, String domain, String operator, List<String> inputs) {
    this.graph = graph;
    this.domain = domain;
    this.operator = operator;
    inputs.forEach(input -> node.string(1, input));
  }

  /** Sets an attribute. */
  public OnnxNode with(String name, long value) {
    return attribute(INT_ATTRIBUTE, new ProtobufWriter().string(1, name).number(3, value));
  }

  /** Sets an attribute. */
  public OnnxNode with(String name, float value) {
    return attribute(FLOAT_ATTRIBUTE, new ProtobufWriter().string(1, name).number(2, value));
  }

  /**
   * Sets an attribute to a tensor of one element.
   *
   * @param content the element, little endian
   */
  public OnnxNode with(String name, ElementType type, byte[] content) {
    ProtobufWriter tensor = OnnxGraph.tensor(type, new long[] {1}).bytes(9, content);
    return attribute(TENSOR_ATTRIBUTE, new ProtobufWriter().string(1, name).message(5, tensor));
  }

  /**
   * Adds the node to its graph.
   *
   * @param outputs names; an empty one leaves an optional output out
   * @return the first output
   */
  public String as(String... outputs) {
    for (String output : outputs) {
      node.string(2, output);
    }
    node.string(3, outputs[0]).string(4, operator);
    graph.add(domain.isEmpty() ? node : node.string(7, domain));
    return outputs[0];
  }

  private OnnxNode attribute(int type, ProtobufWriter attribute) {
    node.message(5, attribute.number(20, type));
    return this;
  }
}
