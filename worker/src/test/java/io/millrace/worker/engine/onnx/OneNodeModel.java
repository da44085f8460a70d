package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.worker.engine.safetensors.DType;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.nio.file.Path;
import java.util.Map;

/** An ONNX graph of one node: {@code y = operator(a, weights...)}, weights outside the graph. */
final class OneNodeModel {
  private static final int INT_ATTRIBUTE = 2;
  private static final int EXTERNAL = 1;

  private final Path folder;
  private final ProtobufWriter graph = new ProtobufWriter();

  OneNodeModel(
      Path folder, String operator, Map<String, Long> attributes, StoredTensor... weights) {
    this.folder = folder;
    ProtobufWriter node = new ProtobufWriter().string(1, "a");
    for (StoredTensor weight : weights) {
      node.string(1, weight.name());
    }
    node.string(2, "y").string(4, operator);
    attributes.forEach((name, value) ->
        node.message(
            5, new ProtobufWriter().string(1, name).number(3, value).number(20, INT_ATTRIBUTE)));
    graph.message(1, node.string(7, "com.microsoft")).string(2, "one node");
    for (StoredTensor weight : weights) {
      graph.message(5, initializer(weight));
    }
    graph.message(11, floats("a")).message(12, floats("y"));
  }

  /** Runs it on the CPU. */
  float[][] run(float[][] a) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", folder.toString());
      try (OrtSession session = environment.createSession(model(), options);
          OnnxTensor input = OnnxTensor.createTensor(environment, a);
          OrtSession.Result result = session.run(Map.of("a", input))) {
        return (float[][]) result.get(0).getValue();
      }
    }
  }

  private byte[] model() {
    ProtobufWriter opset = new ProtobufWriter().string(1, "").number(2, 21);
    ProtobufWriter contrib = new ProtobufWriter().string(1, "com.microsoft").number(2, 1);
    return new ProtobufWriter()
        .number(1, 10)
        .message(7, graph)
        .message(8, opset)
        .message(8, contrib)
        .toByteArray();
  }

  private ProtobufWriter initializer(StoredTensor weight) {
    ProtobufWriter tensor = new ProtobufWriter();
    for (long size : weight.shape()) {
      tensor.number(1, size);
    }
    return tensor
        .number(2, onnxType(weight.type()))
        .string(8, weight.name())
        .message(13, entry("location", folder.relativize(weight.file()).toString()))
        .message(13, entry("offset", Long.toString(weight.offsetBytes())))
        .message(13, entry("length", Long.toString(weight.sizeBytes())))
        .number(14, EXTERNAL);
  }

  private static ProtobufWriter entry(String key, String value) {
    return new ProtobufWriter().string(1, key).string(2, value);
  }

  private static ProtobufWriter floats(String name) {
    ProtobufWriter tensor = new ProtobufWriter().number(1, ElementType.FLOAT.number());
    return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
  }

  private static int onnxType(DType type) {
    return switch (type) {
      case F32 -> 1;
      case U8 -> 2;
      case F16 -> 10;
      case BF16 -> 16;
      default -> throw new IllegalArgumentException(type.name());
    };
  }
}
