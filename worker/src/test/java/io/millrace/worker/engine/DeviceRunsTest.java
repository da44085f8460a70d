package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.onnx.PaddedTokens;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeviceRunsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final AtomicLong nowNanos = new AtomicLong();
  private final AtomicInteger closings = new AtomicInteger();
  private final GatedDevice device = new GatedDevice();
  private final VectorModel counted =
      new VectorModel() {
        @Override
        public float[][] run(TokenTensors tensors) throws OrtException {
          return device.run(tensors);
        }

        @Override
        public void close() {
          closings.incrementAndGet();
        }
      };

  @Test
  void runThatTakesLongerThanTheLimitHangs() throws Exception {
    DeviceRuns runs = new DeviceRuns(counted, LIMIT, nowNanos::get);
    Thread run = start(runs);
    device.awaitBatch();

    nowNanos.set(LIMIT.toNanos());
    assertThat(runs.hang()).isFalse();
    nowNanos.incrementAndGet();
    assertThat(runs.hang()).isTrue();

    device.open();
    run.join();
    assertThat(runs.hang()).isFalse();
    assertThat(runs.longest()).isZero();
  }

  @Test
  void withoutALimitNothingHangs() throws Exception {
    DeviceRuns runs = new DeviceRuns(counted, Duration.ZERO, nowNanos::get);
    Thread run = start(runs);
    device.awaitBatch();

    nowNanos.set(Duration.ofDays(1).toNanos());

    assertThat(runs.hang()).isFalse();
    device.open();
    run.join();
  }

  @Test
  void modelIsNotClosedUnderARunThatHangs() throws Exception {
    DeviceRuns runs = new DeviceRuns(counted, LIMIT, nowNanos::get);
    Thread run = start(runs);
    device.awaitBatch();
    nowNanos.set(LIMIT.toNanos() + 1);

    runs.close();

    assertThat(closings).hasValue(0);
    device.open();
    run.join();
  }

  @Test
  void closingWaitsForTheLastRun() throws Exception {
    DeviceRuns runs = new DeviceRuns(counted, LIMIT, nowNanos::get);
    Thread run = start(runs);
    device.awaitBatch();
    Thread closing = Thread.ofPlatform().start(runs::close);
    device.open();

    closing.join();

    assertThat(closings).hasValue(1);
    assertThat(run.join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void interruptDoesNotCloseUnderARun() throws Exception {
    DeviceRuns runs = new DeviceRuns(counted, LIMIT, nowNanos::get);
    Thread run = start(runs);
    device.awaitBatch();
    AtomicInteger interrupted = new AtomicInteger();
    Thread closing =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              runs.close();
              interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0);
            });
    device.open();

    closing.join();

    assertThat(closings).hasValue(1);
    assertThat(interrupted).hasValue(1);
    run.join();
  }

  private static Thread start(DeviceRuns runs) {
    return Thread.ofPlatform()
        .start(() -> {
          TokenTensors tensors = new PaddedTokens(0);
          tensors.layOut(List.of(new int[] {1}));
          try {
            var _ = runs.run(tensors);
          } catch (OrtException e) {
            throw new AssertionError(e);
          }
        });
  }
}
