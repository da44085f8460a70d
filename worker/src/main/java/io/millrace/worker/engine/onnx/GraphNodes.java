package io.millrace.worker.engine.onnx;

import java.util.Map;

/** Nodes of an ONNX graph in the making. Field numbers are those of onnx.proto. */
final class GraphNodes {
  static final int FLOAT = 1;

  private static final int INT64 = 7;
  private static final int INT_ATTRIBUTE = 2;

  private final ProtobufWriter graph = new ProtobufWriter();

  /** Adds a node and returns the name of its only output. */
  String node(String operator, Map<String, Integer> attributes, String output, String... inputs) {
    ProtobufWriter node = new ProtobufWriter();
    for (String input : inputs) {
      node.string(1, input);
    }
    node.string(2, output).string(3, output).string(4, operator);
    attributes.forEach((name, value) -> node.message(5, attribute(name, value)));
    graph.message(1, node);
    return output;
  }

  /** Adds a constant of one number and rank 0, and returns its name. */
  String scalar(String name, long value) {
    graph.message(5, constant(name).number(7, value));
    return name;
  }

  /** Adds a constant of rank 1 and returns its name. */
  String list(String name, long... values) {
    ProtobufWriter constant = constant(name).number(1, values.length);
    for (long value : values) {
      constant.number(7, value);
    }
    graph.message(5, constant);
    return name;
  }

  /** Makes a value an output of the graph. */
  void output(String name) {
    ProtobufWriter tensor = new ProtobufWriter().number(1, FLOAT);
    ProtobufWriter type = new ProtobufWriter().message(1, tensor);
    graph.message(12, new ProtobufWriter().string(1, name).message(2, type));
  }

  /** A model of nothing but this graph. */
  byte[] toModel() {
    return new ProtobufWriter().message(7, graph).toByteArray();
  }

  private static ProtobufWriter constant(String name) {
    return new ProtobufWriter().number(2, INT64).string(8, name);
  }

  private static ProtobufWriter attribute(String name, long value) {
    return new ProtobufWriter().string(1, name).number(3, value).number(20, INT_ATTRIBUTE);
  }
}
