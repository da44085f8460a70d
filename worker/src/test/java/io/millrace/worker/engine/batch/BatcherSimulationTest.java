package io.millrace.worker.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of random steps; after each, what must always hold is checked. */
class BatcherSimulationTest {
  private static final List<Lane> LANES = List.of(Lane.values());
  private static final int BUDGET_TOKENS = 1024;
  private static final int STEPS = 20_000;

  /** BACKFILL bears 7 passes, and STREAM may be owed its turn at the same time. */
  private static final int MOST_BATCHES_WITHOUT_A_LANE = 9;

  @ParameterizedTest
  @EnumSource
  void everyTextLeavesOnceWithinTheBudgetAndNoLaneStarves(TokenCounting counting) {
    long seed = new Random().nextLong();
    try {
      new Simulation(seed, counting).run();
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  @Test
  void deepQueueOfMixedLengthsHasLittlePadding() {
    Random random = new Random(1);
    var batcher = new TokenBudgetBatcher<Integer>(BUDGET_TOKENS, 0, TokenCounting.PADDED);
    long paddedTokens = 0;
    long tokens = 0;
    int batches = 400;
    for (int i = 0; i < batches; i++) {
      while (batcher.size() < 512) {
        batcher.offer(i, Lane.STREAM, length(random), i);
      }
      Batch<Integer> batch = batcher.poll(i, false).orElseThrow();
      tokens += batch.tokens();
      paddedTokens += (long) batch.texts().size() * batch.longestTokens();
    }
    assertThat(1 - (double) tokens / paddedTokens).as("padding").isLessThan(0.05);
    assertThat((double) paddedTokens / batches / BUDGET_TOKENS).as("fill").isGreaterThan(0.85);
  }

  /** Log-normal, median 100, as chunks of documents are. */
  private static int length(Random random) {
    return (int) Math.clamp(Math.round(100 * Math.exp(0.7 * random.nextGaussian())), 3L, 2000L);
  }

  private static final class Simulation {
    private final Random random;
    private final TokenCounting counting;
    private final TokenBudgetBatcher<Integer> batcher;
    private final Set<QueuedText<Integer>> queued = new HashSet<>();
    private final Map<Lane, List<QueuedText<Integer>>> arrivals = new EnumMap<>(Lane.class);
    private final Map<Lane, Integer> batchesWithout = new EnumMap<>(Lane.class);
    private long nowNanos;

    Simulation(long seed, TokenCounting counting) {
      this.random = new Random(seed);
      this.counting = counting;
      this.batcher = new TokenBudgetBatcher<>(BUDGET_TOKENS, random.nextLong(200), counting);
      for (Lane lane : Lane.values()) {
        arrivals.put(lane, new ArrayList<>());
        batchesWithout.put(lane, 0);
      }
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        nowNanos += random.nextLong(100);
        switch (random.nextInt(8)) {
          case 0 -> poll(random.nextBoolean());
          case 1 -> cancel();
          default -> offer(step);
        }
      }
      batcher.drain();
      while (!batcher.isEmpty()) {
        poll(random.nextBoolean());
      }
      assertThat(queued).isEmpty();
    }

    private void offer(int item) {
      if (batcher.size() < 2000) {
        Lane lane = LANES.get(random.nextInt(LANES.size()));
        QueuedText<Integer> text = batcher.offer(item, lane, length(random), nowNanos);
        queued.add(text);
        inLane(lane).add(text);
      }
    }

    private void cancel() {
      List<QueuedText<Integer>> lane = inLane(LANES.get(random.nextInt(LANES.size())));
      if (!lane.isEmpty()) {
        QueuedText<Integer> text = lane.get(random.nextInt(lane.size()));
        assertThat(batcher.remove(text)).isTrue();
        leaves(text);
      }
    }

    private void poll(boolean deviceIdle) {
      batcher.poll(nowNanos, deviceIdle).ifPresent(this::check);
    }

    private void check(Batch<Integer> batch) {
      assertThat(batch.texts().size() == 1 || countedTokens(batch) <= BUDGET_TOKENS).isTrue();
      assertThat(queued).containsAll(batch.texts());
      Lane first = batch.texts().getFirst().lane();
      assertThat(batch.texts()).contains(inLane(first).getFirst());
      for (Lane lane : Lane.values()) {
        boolean served = inLane(lane).isEmpty() || batch.texts().contains(inLane(lane).getFirst());
        int without = served ? 0 : batchesWithout.getOrDefault(lane, 0) + 1;
        assertThat(without).as("batches without %s", lane).isLessThan(MOST_BATCHES_WITHOUT_A_LANE);
        batchesWithout.put(lane, without);
      }
      batch.texts().forEach(this::leaves);
      assertThat(batcher.size()).isEqualTo(queued.size());
    }

    private long countedTokens(Batch<Integer> batch) {
      return switch (counting) {
        case PADDED -> (long) batch.texts().size() * batch.longestTokens();
        case PACKED -> batch.tokens();
      };
    }

    private void leaves(QueuedText<Integer> text) {
      assertThat(queued.remove(text)).isTrue();
      inLane(text.lane()).remove(text);
    }

    private List<QueuedText<Integer>> inLane(Lane lane) {
      return arrivals.getOrDefault(lane, List.of());
    }
  }
}
