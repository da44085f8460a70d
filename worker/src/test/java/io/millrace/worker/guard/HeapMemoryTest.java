package io.millrace.worker.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapMemoryTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private long left;
  private int collections;
  private final HeapMemory heap = new HeapMemory(() -> left, 100, 0.9, () -> collections++);

  @Test
  void fillIsWhatTheLastCollectionLeft() {
    left = 30;

    assertThat(heap.read(0).fill()).isEqualTo(0.3);
  }

  @Test
  void aHighFigureThatIsOldIsMadeAnewOnceAMinute() {
    left = 95;
    for (int second = 0; second <= 120; second++) {
      var _ = heap.read(second * MINUTE / 60);
    }

    assertThat(collections).isEqualTo(2);
  }

  @Test
  void aFigureThatMovesIsNotOld() {
    for (int minute = 0; minute < 5; minute++) {
      left = 95L + minute % 2;
      var _ = heap.read(minute * MINUTE);
    }

    assertThat(collections).isZero();
  }

  @Test
  void aLowFigureMayBeOld() {
    left = 80;
    var _ = heap.read(0);
    var _ = heap.read(9 * MINUTE);

    assertThat(collections).isZero();
  }
}
