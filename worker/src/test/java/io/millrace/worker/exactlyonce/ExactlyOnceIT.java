package io.millrace.worker.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.exactlyonce.KillHarness.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers are killed (SIGKILL) at random instants while documents are written, changed, moved,
 * deleted and replayed. In the end every live document must have exactly its chunks, each version
 * written once and in order.
 *
 * <p>{@code -Dmillrace.kill.rounds=N} makes it longer, {@code -Dmillrace.kill.seed=N} has the same
 * documents again.
 */
final class ExactlyOnceIT {
  private static final int ROUNDS = Integer.getInteger("millrace.kill.rounds", 1);
  private static final int RECORDS_PER_SECOND = 40;
  private static final long LONGEST_LIFE_NANOS = 2_000_000_000L;

  /** Some come back before the group misses them, some while the other takes over. */
  private static final long LONGEST_ABSENCE_NANOS =
      2L * KillHarness.SESSION_TIMEOUT_MILLIS * 1_000_000;

  /** The transaction of a killed worker holds the other up until it is ended. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Duration OUTLASTS_THE_BROKER = Duration.ofMinutes(2);

  /** Stays, with every log in it, when a test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final long seed = Long.getLong("millrace.kill.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @Test
  void nothingIsLostDoubledOrOutOfOrderWhenWorkersAndBrokerAreKilled() throws Exception {
    System.out.println("seed " + seed + ", logs in " + folder);
    try (KillHarness harness = new KillHarness(folder)) {
      DocumentLoad load = load(harness);
      Thread writing = Thread.ofPlatform().start(load);
      killWorkers(harness);
      try (WorkerPair workers = new WorkerPair(harness, OUTLASTS_THE_BROKER)) {
        harness.awaitProgress(WorkerPair.GROUP);
        harness.killBroker();
        harness.awaitProgress(WorkerPair.GROUP);
        load.stop();
        writing.join();
        harness.awaitCaughtUp(WorkerPair.GROUP);
        workers.stop();
        Verdict verdict = harness.check(workers.config());
        System.out.printf("%s, %s%n", load.counts(), verdict);
        assertThat(verdict.findings()).as("seed %d", seed).isEmpty();
        assertThat(verdict.documents()).isPositive();
      }
    }
  }

  @Test
  void aWorkerWithoutTransactionsDoesNotPassTheSameCheck() throws Exception {
    try (KillHarness harness = new KillHarness(folder)) {
      DocumentLoad load = load(harness);
      Thread writing = Thread.ofPlatform().start(load);
      Path config = harness.config("naive", "naive", SOON);
      for (int i = 0; i < 2; i++) {
        try (JavaProcess worker = harness.startNaiveWorker(config)) {
          harness.awaitMoreVectors();
          worker.kill();
        }
      }
      load.stop();
      writing.join();
      assertThat(harness.check(config).findings()).containsKey("DUPLICATE");
    }
  }

  private DocumentLoad load(KillHarness harness) {
    return new DocumentLoad(
        harness.bootstrapServers(), KillHarness.DOCUMENTS, seed, RECORDS_PER_SECOND);
  }

  private void killWorkers(KillHarness harness) throws Exception {
    try (WorkerPair workers = new WorkerPair(harness, SOON)) {
      harness.awaitProgress(WorkerPair.GROUP);
      for (int i = 0; i < ROUNDS; i++) {
        killEachWhileTheOtherTakesOver(harness, workers);
        killBoth(harness, workers);
      }
      workers.stop();
      System.out.printf("%d kills%n", workers.kills());
    }
  }

  /** Each twice: it comes back when the other has all partitions, and at any instant before. */
  private void killEachWhileTheOtherTakesOver(KillHarness harness, WorkerPair workers)
      throws Exception {
    for (int worker : new int[] {0, 1}) {
      liveFor(LONGEST_LIFE_NANOS);
      workers.kill(worker);
      harness.awaitProgress(WorkerPair.GROUP);
      workers.start(worker);
      harness.awaitProgress(WorkerPair.GROUP);
    }
    for (int worker : new int[] {0, 1}) {
      liveFor(LONGEST_LIFE_NANOS);
      workers.kill(worker);
      liveFor(LONGEST_ABSENCE_NANOS);
      workers.start(worker);
      harness.awaitProgress(WorkerPair.GROUP);
    }
  }

  private void killBoth(KillHarness harness, WorkerPair workers) throws Exception {
    liveFor(LONGEST_LIFE_NANOS);
    workers.kill(0);
    workers.kill(1);
    workers.start(1);
    workers.start(0);
    harness.awaitProgress(WorkerPair.GROUP);
  }

  /** Any instant of a worker's life is as likely to be its last. */
  private void liveFor(long mostNanos) {
    LockSupport.parkNanos(random.nextLong(mostNanos));
  }
}
