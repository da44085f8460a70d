package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.DeviceMemory.Reading;
import io.millrace.worker.engine.device.Placement;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A device whose memory grows with the largest batch it has seen, as an arena does. */
class BearableTokensTest {
  private static final long MIB = 1 << 20;
  private static final long WEIGHT_BYTES = 100 * MIB;
  private static final long TOKEN_BYTES = 64 << 10;
  private static final long ROW_BYTES = 1 << 20;

  private long usedBytes = WEIGHT_BYTES;
  private long mostBytes = Long.MAX_VALUE;

  @Test
  void budgetIsWhatTheLimitLeavesBesideTheWeights() throws IOException {
    // Short texts are the worst case: 64 KiB a token, and 1 MiB for each 16.
    assertThat(measure(OptionalLong.of(WEIGHT_BYTES + 80 * MIB))).isEqualTo(64 * MIB / (128 << 10));
  }

  @Test
  void budgetIsNoLargerThanUseful() throws IOException {
    assertThat(measure(OptionalLong.of(WEIGHT_BYTES + 10_000 * MIB))).isEqualTo(1024);
  }

  @Test
  void withoutALimitNothingIsMeasured() throws IOException {
    assertThat(measure(OptionalLong.empty())).isEqualTo(1024);
    assertThat(usedBytes).isEqualTo(WEIGHT_BYTES);
  }

  @Test
  void measuringStopsWhereMemoryRunsOut() throws IOException {
    mostBytes = WEIGHT_BYTES + 40 * MIB;

    assertThat(measure(OptionalLong.of(WEIGHT_BYTES + 80 * MIB))).isPositive();
  }

  @Test
  void limitWithoutRoomForABatchIsNamed() {
    assertThatThrownBy(() -> measure(OptionalLong.of(WEIGHT_BYTES + MIB)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("engine.memoryLimit");
  }

  private int measure(OptionalLong limitBytes) throws IOException {
    VectorModel device = new Arena();
    ReadyModel model = TestModels.on(device);
    var session =
        new DeviceSession(
            new Placement(new Device.Cpu(), 1, limitBytes),
            new DeviceRuns(device, Duration.ZERO, System::nanoTime),
            model.sessions().getFirst().golden(),
            Optional.of(new Reading(0, 0)),
            PromisedMemory.none());
    return new BearableTokens(
            model.descriptor(), session, () -> Optional.of(new Reading(usedBytes, 0)))
        .measure();
  }

  private final class Arena implements VectorModel {
    @Override
    public float[][] run(TokenTensors tensors) throws OrtException {
      long bytes = WEIGHT_BYTES + batchBytes(tensors);
      if (bytes > mostBytes) {
        throw new OrtException("Failed to allocate memory for requested buffer of size 1");
      }
      usedBytes = Math.max(usedBytes, bytes);
      return new float[tensors.rows()][];
    }

    @Override
    public float[][] runAndShrink(TokenTensors tensors) {
      usedBytes = WEIGHT_BYTES;
      return new float[tensors.rows()][];
    }

    private static long batchBytes(TokenTensors tensors) {
      return tensors.paddedTokens() * TOKEN_BYTES + tensors.rows() * ROW_BYTES;
    }
  }
}
