package io.millrace.worker.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import org.junit.jupiter.api.Test;

class DeviceLoadTest {
  private static final int BUDGET = 1024;

  private final DeviceLoad load = new DeviceLoad(1);

  @Test
  void smallBatchAloneTellsNoSpeed() {
    ran(255, 50, 0);

    assertThat(load.tokensPerSecond(0)).isEmpty();
  }

  @Test
  void stallIsForgottenAfterAWhile() {
    ran(300, 2000, 0);

    assertThat(load.tokensPerSecond(SECONDS.toNanos(4))).hasValue(150);
    assertThat(load.tokensPerSecond(SECONDS.toNanos(5))).isEmpty();
  }

  @Test
  void forgottenStallDoesNotSlowTheNextEstimate() {
    ran(300, 2000, 0);
    ran(500, 100, SECONDS.toNanos(5));

    assertThat(load.tokensPerSecond(SECONDS.toNanos(5))).hasValue(5000);
  }

  @Test
  void smallBatchAfterAStallRaisesTheEstimate() {
    ran(300, 2000, 0);
    ran(50, 10, 1);

    assertThat(load.tokensPerSecond(1)).hasValue(5000);
  }

  private void ran(long tokens, long millis, long nowNanos) {
    load.batchTaken();
    load.batchFinished(
        new RanBatch(Lane.ONLINE, tokens, tokens, MILLISECONDS.toNanos(millis)), BUDGET, nowNanos);
  }
}
