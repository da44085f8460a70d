package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReturnTest {
  private final List<String> runs = new ArrayList<>();
  private final MemoryReturn device = new MemoryReturn(new Device());
  private final TokenTensors tensors = device.newTensors();

  @Test
  void memoryIsKeptUnlessAskedFor() throws OrtException {
    device.run(tensors);

    assertThat(runs).containsExactly("run");
  }

  @Test
  void oneRunGivesItBack() throws OrtException {
    device.ask();
    device.run(tensors);
    device.run(tensors);

    assertThat(runs).containsExactly("run and shrink", "run");
  }

  @Test
  void runThatShrinksAnywayIsEnough() throws OrtException {
    device.ask();
    device.runAndShrink(tensors);
    device.run(tensors);

    assertThat(runs).containsExactly("run and shrink", "run");
  }

  private final class Device implements VectorModel {
    @Override
    public float[][] run(TokenTensors tensors) {
      runs.add("run");
      return new float[0][];
    }

    @Override
    public float[][] runAndShrink(TokenTensors tensors) {
      runs.add("run and shrink");
      return new float[0][];
    }
  }
}
