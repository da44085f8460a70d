package io.millrace.worker.engine.qwen3;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.CustomOperator;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.OnnxModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorGraph;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A graph of one operator of ours, with numbers of 32 bits on both of its sides. */
final class OneOperator implements TokenTensors {
  private final OnnxGraph graph = new OnnxGraph();
  private final Map<String, Input> inputs = new HashMap<>();
  private final List<String> arguments = new ArrayList<>();
  private final ComputeType type;
  private final int rows;

  @FunctionalInterface
  private interface Input {
    OnnxTensor tensor(OrtEnvironment environment) throws OrtException;
  }

  OneOperator(ComputeType type, int rows) {
    this.type = type;
    this.rows = rows;
  }

  /** The operator's next input, converted to the type it computes in. */
  OneOperator floats(float[] numbers, long... shape) {
    String name = "input_" + arguments.size();
    inputs.put(
        name,
        environment -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), shape));
    String floats = graph.input(name, ElementType.FLOAT, shape);
    arguments.add(graph.node("Cast", floats).with("to", type.element().number()).as(name + "_16"));
    return this;
  }

  /** The operator's next input, as it is. */
  OneOperator ints(int... numbers) {
    String name = "input_" + arguments.size();
    long[] shape = {numbers.length};
    inputs.put(
        name, environment -> OnnxTensor.createTensor(environment, IntBuffer.wrap(numbers), shape));
    arguments.add(graph.input(name, ElementType.INT32, shape));
    return this;
  }

  /** The operator's first output and its last. */
  List<float[][]> run(CustomOperator operator, SessionSettings settings) throws OrtException {
    String[] outputs = new String[operator.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = "output_" + i;
    }
    graph.custom(operator.name(), arguments.toArray(String[]::new)).as(outputs);
    for (String output : outputs) {
      String floats =
          graph.node("Cast", output).with("to", ElementType.FLOAT.number()).as(output + "_32");
      graph.output(floats, ElementType.FLOAT);
    }
    var ends =
        new VectorGraph(
            outputs[0] + "_32",
            outputs[outputs.length - 1] + "_32",
            TokenCounting.PACKED,
            () -> this,
            "none");
    try (OnnxModel model =
        Qwen3Model.open(graph.toModel(), ends, settings.withOperators(List.of(operator)))) {
      return List.of(model.run(this), model.runUncut(this));
    }
  }

  @Override
  public void layOut(List<int[]> texts) {
    throw new UnsupportedOperationException("the inputs are given");
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public long paddedTokens() {
    return rows;
  }

  @Override
  public LongBuffer ids() {
    return LongBuffer.allocate(0);
  }

  @Override
  public Map<String, OnnxTensor> inputs() throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    for (Map.Entry<String, Input> input : inputs.entrySet()) {
      tensors.put(input.getKey(), input.getValue().tensor(OrtEnvironment.getEnvironment()));
    }
    return tensors;
  }
}
