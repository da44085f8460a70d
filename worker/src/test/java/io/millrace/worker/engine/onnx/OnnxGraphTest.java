package io.millrace.worker.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {
  /** What the measurement of Gemms whose products nobody reads rests on. */
  @Test
  void nodesThatNobodyReadsRunToo() throws OrtException {
    OnnxGraph graph = new OnnxGraph();
    String numbers = graph.input("numbers", ElementType.FLOAT, -1);
    String place = graph.input("place", ElementType.INT64, 1);
    graph.node("Gather", numbers, place).with("axis", 0).as("unread");
    graph.node("Neg", numbers).as("read");
    graph.output("read", ElementType.FLOAT);

    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(graph.toModel())) {
      assertThat(run(session, 1)).containsExactly(-5, -6);
      assertThatThrownBy(() -> run(session, 2)).isInstanceOf(OrtException.class);
    }
  }

  private static float[] run(OrtSession session, long place) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor numbers = OnnxTensor.createTensor(environment, new float[] {5, 6});
        OnnxTensor places = OnnxTensor.createTensor(environment, new long[] {place});
        OrtSession.Result result = session.run(Map.of("numbers", numbers, "place", places))) {
      return (float[]) result.get(0).getValue();
    }
  }
}
