package io.millrace.worker.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CustomOperatorsTest {
  /** Adds two matrices; refuses an empty one, and breaks on one of a single row. */
  private record Sum() implements CustomOperator {
    @Override
    public String name() {
      return "Sum";
    }

    @Override
    public List<ElementType> inputs() {
      return List.of(ElementType.FLOAT, ElementType.FLOAT);
    }

    @Override
    public List<ElementType> outputs() {
      return List.of(ElementType.FLOAT);
    }

    @Override
    public boolean isOnGpu() {
      return false;
    }

    @Override
    @SuppressWarnings("restricted") // tests run with native access
    public void run(OperatorRun run) {
      long[] shape = run.shape(0);
      long count = shape[0] * shape[1];
      if (count == 0) {
        throw new IllegalArgumentException("there is nothing to add");
      }
      if (shape[0] == 1) {
        throw new ExceptionInInitializerError("there is no library");
      }
      MemorySegment a = run.input(0).reinterpret(count * Float.BYTES);
      MemorySegment b = run.input(1).reinterpret(count * Float.BYTES);
      MemorySegment sum = run.output(0, shape).reinterpret(count * Float.BYTES);
      for (long i = 0; i < count; i++) {
        sum.setAtIndex(JAVA_FLOAT, i, a.getAtIndex(JAVA_FLOAT, i) + b.getAtIndex(JAVA_FLOAT, i));
      }
    }
  }

  @Test
  void anOperatorWrittenInJavaComputesItsOutputs() throws OrtException {
    assertThat(sum(new float[][] {{1, 2, 3}, {4, 5, 6}}))
        .isDeepEqualTo(new float[][] {{2, 4, 6}, {8, 10, 12}});
  }

  @Test
  void anOperatorThatFailsFailsTheRunAndSaysWhy() {
    assertThatThrownBy(() -> sum(new float[0][3]))
        .isInstanceOf(OrtException.class)
        .hasMessageContaining("there is nothing to add");
  }

  /** It would end the process. */
  @Test
  void anOperatorThatBreaksFailsTheRunToo() {
    assertThatThrownBy(() -> sum(new float[1][3]))
        .isInstanceOf(OrtException.class)
        .hasMessageContaining("there is no library");
  }

  private static float[][] sum(float[][] input) throws OrtException {
    OnnxGraph graph = new OnnxGraph();
    graph.input("a", ElementType.FLOAT, -1, 3);
    graph.output(graph.custom("Sum", "a", "a").as("y"), ElementType.FLOAT);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    SessionSettings settings = SessionSettings.cpu(1).withOperators(List.of(new Sum()));
    try (OrtSession.SessionOptions options = settings.options();
        OrtSession session = environment.createSession(graph.toModel(), options);
        OnnxTensor a = tensor(environment, input);
        OrtSession.Result result = session.run(Map.of("a", a))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, float[][] rows) throws OrtException {
    if (rows.length > 0) {
      return OnnxTensor.createTensor(environment, rows);
    }
    return OnnxTensor.createTensor(environment, FloatBuffer.allocate(0), new long[] {0, 3});
  }
}
