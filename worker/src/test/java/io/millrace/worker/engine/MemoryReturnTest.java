package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReturnTest {
  private final List<String> runs = new ArrayList<>();
  private final MemoryReturn device = new MemoryReturn(new Device(), new int[] {7});
  private final TokenTensors tensors = device.newTensors();
  private Runnable meanwhile = () -> {};

  @Test
  void memoryIsKeptUnlessAskedFor() throws OrtException {
    device.run(tensors);

    assertThat(runs).containsExactly("run");
  }

  @Test
  void idleDeviceGivesItBackAtOnce() throws OrtException {
    device.ask();
    device.run(tensors);

    assertThat(runs).containsExactly("run and shrink", "run");
  }

  @Test
  void busyDeviceGivesItBackWithItsNextRun() throws OrtException {
    askWhileItRuns();
    device.run(tensors);
    device.run(tensors);

    assertThat(runs).containsExactly("run", "run and shrink", "run");
  }

  @Test
  void runThatShrinksAnywayIsEnough() throws OrtException {
    askWhileItRuns();
    device.runAndShrink(tensors);
    device.run(tensors);

    assertThat(runs).containsExactly("run", "run and shrink", "run");
  }

  /** What is asked for too early, before a long batch has ended, is asked for again. */
  @Test
  void deviceThatHasBecomeIdleGivesItBackWhenAskedAgain() throws OrtException {
    askWhileItRuns();

    device.ask();

    assertThat(runs).containsExactly("run", "run and shrink");
  }

  @Test
  void deviceThatFailsIsLeftToItsNextBatch() {
    VectorModel failing =
        _ -> {
          throw new OrtException("CUDA failure 2: out of memory");
        };

    assertThatCode(() -> new MemoryReturn(failing, new int[] {7}).ask()).doesNotThrowAnyException();
  }

  private void askWhileItRuns() throws OrtException {
    meanwhile = device::ask;
    device.run(tensors);
    meanwhile = () -> {};
  }

  private final class Device implements VectorModel {
    @Override
    public float[][] run(TokenTensors tensors) {
      runs.add("run");
      meanwhile.run();
      return new float[0][];
    }

    @Override
    public float[][] runAndShrink(TokenTensors tensors) {
      runs.add("run and shrink");
      return new float[0][];
    }
  }
}
