package io.millrace.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.engine.model.ModelException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GoldenRepeatTest {
  private final AtomicInteger ends = new AtomicInteger();
  private volatile boolean healthy = true;

  @Test
  void vectorsThatAreReproducedLeaveTheEngineHealthy() {
    try (GoldenRepeat golden = repeat(() -> {})) {
      golden.run();

      assertThat(golden.check().state()).isEqualTo(Check.State.HEALTHY);
      assertThat(golden.check().detail()).startsWith("golden vectors reproduced at ");
    }
    assertThat(ends).hasValue(0);
  }

  @Test
  void otherVectorsEndTheWorker() {
    try (GoldenRepeat golden = repeat(this::breakDown)) {
      golden.run();

      assertThat(golden.check().state()).isEqualTo(Check.State.BROKEN);
    }
    assertThat(ends).hasValue(1);
  }

  /** A stream that has nothing to embed does not notice. */
  @Test
  void anEngineThatIsBrokenByItselfEndsTheWorkerToo() {
    AtomicInteger checks = new AtomicInteger();
    healthy = false;
    try (GoldenRepeat golden = repeat(checks::incrementAndGet)) {
      golden.run();
    }

    assertThat(ends).hasValue(1);
    assertThat(checks).hasValue(0);
  }

  @Test
  void repeatsByItself() throws Exception {
    CountDownLatch checks = new CountDownLatch(3);
    try (GoldenRepeat _ =
        new GoldenRepeat(() -> true, checks::countDown, Duration.ofMillis(1), () -> {})) {
      assertThat(checks.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** As the engine does. */
  private void breakDown() {
    healthy = false;
    throw new ModelException("cosine 0.5");
  }

  private GoldenRepeat repeat(Runnable check) {
    return new GoldenRepeat(() -> healthy, check, Duration.ZERO, ends::incrementAndGet);
  }
}
