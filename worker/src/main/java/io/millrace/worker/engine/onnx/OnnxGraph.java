package io.millrace.worker.engine.onnx;

import java.util.List;

/**
 * An ONNX graph in the making. Values are known by their names; every method that makes one returns
 * its name. Field numbers are those of onnx.proto. Not thread safe.
 */
public final class OnnxGraph {
  /** Domain of ONNX Runtime's own operators. */
  private static final String MICROSOFT = "com.microsoft";

  private static final long IR_VERSION = 10;
  private static final long OPSET = 21;
  private static final long EXTERNAL = 1;

  private final ProtobufWriter graph = new ProtobufWriter().string(2, "millrace");

  /**
   * Adds an input.
   *
   * @param shape a number for each dimension that is fixed, -1 for one that is not
   */
  public String input(String name, ElementType type, long... shape) {
    ProtobufWriter dimensions = new ProtobufWriter();
    for (long size : shape) {
      ProtobufWriter dimension = new ProtobufWriter();
      dimensions.message(1, size < 0 ? dimension : dimension.number(1, size));
    }
    graph.message(11, value(name, type, dimensions));
    return name;
  }

  /** Makes a value an output of the graph. */
  public void output(String name, ElementType type) {
    ProtobufWriter tensor = new ProtobufWriter().number(1, type.number());
    graph.message(
        12,
        new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor)));
  }

  /** Begins a node of an ONNX operator; an empty name leaves an optional input out. */
  public OnnxNode node(String operator, String... inputs) {
    return new OnnxNode(this, "", operator, List.of(inputs));
  }

  /** Begins a node of an operator of ONNX Runtime's own. */
  public OnnxNode microsoft(String operator, String... inputs) {
    return new OnnxNode(this, MICROSOFT, operator, List.of(inputs));
  }

  /** Begins a node of an operator of our own. */
  public OnnxNode custom(String operator, String... inputs) {
    return new OnnxNode(this, CustomOperator.DOMAIN, operator, List.of(inputs));
  }

  /** Adds a constant of rank 0. */
  public String scalar(String name, long value) {
    graph.message(5, integers(name).number(7, value));
    return name;
  }

  /** Adds a constant of rank 1. */
  public String constant(String name, long... values) {
    ProtobufWriter tensor = integers(name).number(1, values.length);
    for (long value : values) {
      tensor.number(7, value);
    }
    graph.message(5, tensor);
    return name;
  }

  /**
   * Adds a constant.
   *
   * @param content all elements, row after row, little endian
   */
  public String constant(String name, ElementType type, long[] shape, byte[] content) {
    graph.message(5, tensor(type, shape).string(8, name).bytes(9, content));
    return name;
  }

  /**
   * Adds a constant that lies in a file.
   *
   * @param location of the file, relative to the session's folder of external weights
   */
  public String external(
      String name, ElementType type, long[] shape, String location, long offset, long length) {
    graph.message(
        5,
        tensor(type, shape)
            .string(8, name)
            .message(13, entry("location", location))
            .message(13, entry("offset", Long.toString(offset)))
            .message(13, entry("length", Long.toString(length)))
            .number(14, EXTERNAL));
    return name;
  }

  /**
   * Divides rows by their root mean square and multiplies them with a weight.
   *
   * @param epsilon is added to the mean square
   */
  public String rootMeanSquareNorm(String rows, String weight, float epsilon) {
    return node("SimplifiedLayerNormalization", rows, weight)
        .with("axis", -1)
        .with("epsilon", epsilon)
        .with("stash_type", 1)
        .as(rows + "_normed");
  }

  /** Cuts vectors to their first dimensions and scales them to unit length. */
  public String cutAndNormalize(String vectors, int dimensions, String output) {
    String start = constant("millrace/cut_start", 0);
    String end = constant("millrace/cut_end", dimensions);
    String axis = constant("millrace/cut_axis", 1);
    String cut = node("Slice", vectors, start, end, axis).as("millrace/cut");
    return node("LpNormalization", cut).with("axis", 1).with("p", 2).as(output);
  }

  /** A whole model. */
  public byte[] toModel() {
    return new ProtobufWriter()
        .number(1, IR_VERSION)
        .message(7, graph)
        .message(8, opset("", OPSET))
        .message(8, opset(MICROSOFT, 1))
        .message(8, opset(CustomOperator.DOMAIN, 1))
        .toByteArray();
  }

  /** Nodes to be appended to another model. */
  byte[] toTail() {
    return new ProtobufWriter().message(7, graph).toByteArray();
  }

  /** A graph inside a node. */
  ProtobufWriter toBranch() {
    return graph;
  }

  void add(ProtobufWriter node) {
    graph.message(1, node);
  }

  static ProtobufWriter tensor(ElementType type, long[] shape) {
    ProtobufWriter tensor = new ProtobufWriter();
    for (long size : shape) {
      tensor.number(1, size);
    }
    return tensor.number(2, type.number());
  }

  private static ProtobufWriter integers(String name) {
    return new ProtobufWriter().number(2, ElementType.INT64.number()).string(8, name);
  }

  private static ProtobufWriter value(String name, ElementType type, ProtobufWriter shape) {
    ProtobufWriter tensor = new ProtobufWriter().number(1, type.number()).message(2, shape);
    return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
  }

  private static ProtobufWriter entry(String key, String value) {
    return new ProtobufWriter().string(1, key).string(2, value);
  }

  private static ProtobufWriter opset(String domain, long version) {
    return new ProtobufWriter().string(1, domain).number(2, version);
  }
}
