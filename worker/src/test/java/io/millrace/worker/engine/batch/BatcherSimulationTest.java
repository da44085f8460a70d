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

  /** What a lane may owe from before it waited, and what two others may be owed before it. */
  private static final double SLACK_TOKENS = 6 * BUDGET_TOKENS;

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
    TokenBudgetBatcher<Integer> batcher = batcher(LaneShares.DEFAULT, TokenCounting.PADDED);
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

  @ParameterizedTest
  @EnumSource
  void saturatedLanesGetAtLeastTheirShares(TokenCounting counting) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    LaneShares shares = randomShares(random);

    Map<Lane, Long> tokens = saturated(LANES, shares, counting, random);

    long all = tokens.values().stream().mapToLong(Long::longValue).sum();
    for (Lane lane : LANES) {
      assertThat(tokens.getOrDefault(lane, 0L) + SLACK_TOKENS)
          .as("seed %d, %s of %s", seed, lane, shares)
          .isGreaterThanOrEqualTo(shares.of(lane) * all);
    }
  }

  @ParameterizedTest
  @EnumSource
  void streamGetsAllButTheBackfillsShareWhenNobodyAsks(TokenCounting counting) {
    Random random = new Random(1);

    Map<Lane, Long> tokens =
        saturated(List.of(Lane.STREAM, Lane.BACKFILL), LaneShares.DEFAULT, counting, random);

    double stream = tokens.getOrDefault(Lane.STREAM, 0L);
    double backfill = tokens.getOrDefault(Lane.BACKFILL, 0L);
    assertThat(backfill / (stream + backfill)).isBetween(0.045, 0.055);
  }

  /** Tokens that each lane gets in many batches, of all that always have texts waiting. */
  private static Map<Lane, Long> saturated(
      List<Lane> lanes, LaneShares shares, TokenCounting counting, Random random) {
    TokenBudgetBatcher<Lane> batcher = batcher(shares, counting);
    lanes.forEach(lane -> offer(batcher, lane, 200, random));
    Map<Lane, Long> tokens = new EnumMap<>(Lane.class);
    for (int i = 0; i < 2000; i++) {
      Batch<Lane> batch = batcher.poll(0, true).orElseThrow();
      batch.tokensByLane().forEach((lane, count) -> tokens.merge(lane, count, Long::sum));
      batch.texts().forEach(text -> offer(batcher, text.lane(), 1, random));
    }
    return tokens;
  }

  private static void offer(TokenBudgetBatcher<Lane> batcher, Lane lane, int texts, Random random) {
    for (int i = 0; i < texts; i++) {
      batcher.offer(lane, lane, length(random), 0);
    }
  }

  private static LaneShares randomShares(Random random) {
    double online = random.nextDouble();
    double stream = random.nextDouble(1 - online);
    return new LaneShares(online, stream, random.nextDouble(1 - online - stream));
  }

  private static <T> TokenBudgetBatcher<T> batcher(LaneShares shares, TokenCounting counting) {
    return new TokenBudgetBatcher<>(BUDGET_TOKENS, 0, shares, counting);
  }

  /** Log-normal, median 100, as chunks of documents are. */
  private static int length(Random random) {
    return (int) Math.clamp(Math.round(100 * Math.exp(0.7 * random.nextGaussian())), 3L, 2000L);
  }

  private static final class Simulation {
    private final Random random;
    private final TokenCounting counting;
    private final TokenBudgetBatcher<Integer> batcher;
    private final LaneShares shares = LaneShares.DEFAULT;
    private final Set<QueuedText<Integer>> queued = new HashSet<>();
    private final Map<Lane, List<QueuedText<Integer>>> arrivals = new EnumMap<>(Lane.class);
    private final Map<Lane, Double> behindTokens = new EnumMap<>(Lane.class);
    private long nowNanos;

    Simulation(long seed, TokenCounting counting) {
      this.random = new Random(seed);
      this.counting = counting;
      this.batcher =
          new TokenBudgetBatcher<>(BUDGET_TOKENS, random.nextLong(200), shares, counting);
      LANES.forEach(lane -> arrivals.put(lane, new ArrayList<>()));
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
      for (Lane lane : LANES) {
        boolean served = inLane(lane).isEmpty() || batch.texts().contains(inLane(lane).getFirst());
        double behind = served ? 0 : behind(lane, batch);
        assertThat(behind).as("tokens behind the share of %s", lane).isLessThan(SLACK_TOKENS);
        behindTokens.put(lane, behind);
      }
      batch.texts().forEach(this::leaves);
      assertThat(batcher.size()).isEqualTo(queued.size());
    }

    /** What the lane got less than its share while its oldest text waited. */
    private double behind(Lane lane, Batch<Integer> batch) {
      return behindTokens.getOrDefault(lane, 0.0)
          + shares.of(lane) * batch.tokens()
          - batch.tokensByLane().getOrDefault(lane, 0L);
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
