package io.millrace.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyMemoryTest {
  private static final long BODY_BYTES = 100;

  private final Deque<Runnable> loop = new ArrayDeque<>();
  private long held;
  private long mostHeld;
  private int done;

  /** A body that takes some bytes at a time until it has all. */
  private final class Taker {
    private final BodyMemory.Share share;
    private final long stepBytes;
    private long has;

    Taker(BodyMemory memory, long stepBytes) {
      this.share = memory.share();
      this.stepBytes = stepBytes;
    }

    void go() {
      if (has == BODY_BYTES) {
        held -= has;
        share.release();
        done++;
      } else if (share.take(step(), this::took)) {
        took();
      }
    }

    private long step() {
      return Math.min(stepBytes, BODY_BYTES - has);
    }

    private void took() {
      held += step();
      mostHeld = Math.max(mostHeld, held);
      has += step();
      loop.add(this::go);
    }
  }

  private void run() {
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 101, 150, 250, 1000})
  void allBodiesFindRoomAndNeverTakeMore(long bytes) {
    Random random = new Random(bytes);
    BodyMemory memory = new BodyMemory(loop::add, bytes, BODY_BYTES);
    List<Taker> takers = new ArrayList<>();
    for (int body = 0; body < 200; body++) {
      takers.add(new Taker(memory, 1 + random.nextInt(40)));
    }
    takers.forEach(taker -> loop.add(taker::go));
    run();
    assertThat(done).isEqualTo(200);
    assertThat(mostHeld).isLessThanOrEqualTo(bytes);
  }

  @Test
  void answersThatNobodyReadsHoldUpTheNextBodies() {
    BodyMemory memory = new BodyMemory(loop::add, 2 * BODY_BYTES, BODY_BYTES);
    BodyMemory.Share unread = memory.share();
    BodyMemory.Share apart = memory.share();
    BodyMemory.Share next = memory.share();
    List<String> served = new ArrayList<>();
    unread.owe(3 * BODY_BYTES);
    assertThat(apart.take(1, () -> served.add("apart"))).isTrue();
    assertThat(next.take(1, () -> served.add("next"))).isFalse();
    unread.release();
    run();
    assertThat(served).containsExactly("next");
  }

  @Test
  void whoLeavesWaitsNoMore() {
    BodyMemory memory = new BodyMemory(loop::add, BODY_BYTES, BODY_BYTES);
    BodyMemory.Share first = memory.share();
    BodyMemory.Share second = memory.share();
    BodyMemory.Share third = memory.share();
    List<String> served = new ArrayList<>();
    assertThat(first.take(1, () -> served.add("first"))).isTrue();
    assertThat(second.take(1, () -> served.add("second"))).isFalse();
    assertThat(third.take(1, () -> served.add("third"))).isFalse();
    second.release();
    first.release();
    run();
    assertThat(served).containsExactly("third");
  }
}
