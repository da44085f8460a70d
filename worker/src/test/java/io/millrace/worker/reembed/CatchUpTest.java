package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.topic.Backlog;
import io.millrace.worker.topic.Backlog.Reach;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private final CatchUp catchUp = new CatchUp(Duration.ofSeconds(10));

  @Test
  void aSourceThatStandsStillIsCaughtUpWithAtItsEnd() {
    assertThat(at(0, 0, 100)).isFalse();
    assertThat(at(1, 99, 100)).isFalse();
    assertThat(at(2, 100, 100)).isTrue();
  }

  @Test
  void oneLookIsNotEnough() {
    assertThat(at(0, 100, 100)).isFalse();
    assertThat(at(1, 100, 100)).isTrue();
  }

  @Test
  void aLagOfWhatArrivesInAMomentIsCaughtUp() {
    assertThat(at(0, 950, 1000)).isFalse();
    assertThat(at(10, 1050, 1100)).isTrue();
  }

  @Test
  void theEndAtTheStartIsNoneOnceItIsLongPast() {
    assertThat(at(0, 0, 1000)).isFalse();
    assertThat(at(10, 500, 100_000)).isFalse();
    assertThat(at(11, 5000, 100_000)).isFalse();
  }

  private boolean at(long seconds, long committed, long end) {
    return catchUp.isReachedBy(
        new Backlog(Map.of(new TopicPartition("documents", 0), new Reach(0, committed, end))),
        Duration.ofSeconds(seconds).toNanos());
  }
}
