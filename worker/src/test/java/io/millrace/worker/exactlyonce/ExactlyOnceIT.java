package io.millrace.worker.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers are killed (SIGKILL) at random instants while documents are written, changed and deleted.
 * In the end every live document must have exactly its chunks, each version written once and in
 * order.
 */
final class ExactlyOnceIT {
  private static final int KILLS = 8;
  private static final int RECORDS_PER_SECOND = 40;
  private static final long LONGEST_LIFE_NANOS = 3_000_000_000L;

  /** Stays, with every log in it, when a test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void nothingIsLostDoubledOrOutOfOrderWhenWorkersAndBrokerAreKilled() throws Exception {
    System.out.println("seed " + seed + ", logs in " + folder);
    try (KillHarness harness = new KillHarness(folder)) {
      DocumentLoad load = load(harness);
      Thread writing = Thread.ofPlatform().start(load);
      Path first = harness.config("millrace", "first");
      killOneWorker(harness, first);
      killTwoWorkers(harness, first, harness.config("millrace", "second"));
      try (JavaProcess worker = harness.startWorker(first)) {
        harness.awaitProgress("millrace", 1);
        harness.killBroker();
        harness.awaitProgress("millrace", 1);
        load.stop();
        writing.join();
        harness.awaitCaughtUp("millrace");
        worker.stop();
      }
      System.out.println("records " + load.written());
      assertThat(harness.check(first).findings()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aWorkerWithoutTransactionsDoesNotPassTheSameCheck() throws Exception {
    try (KillHarness harness = new KillHarness(folder)) {
      DocumentLoad load = load(harness);
      Thread writing = Thread.ofPlatform().start(load);
      Path config = harness.config("naive", "naive");
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

  private void killOneWorker(KillHarness harness, Path config) throws Exception {
    for (int i = 0; i < KILLS; i++) {
      try (JavaProcess worker = harness.startWorker(config)) {
        harness.awaitProgress("millrace", 1);
        liveOn();
        assertThat(worker.isAlive()).as("the worker ends only by force").isTrue();
        worker.kill();
      }
    }
  }

  /** One is killed while the other works on, and takes over; then the other. */
  private void killTwoWorkers(KillHarness harness, Path first, Path second) throws Exception {
    for (int i = 0; i < 2; i++) {
      try (JavaProcess one = harness.startWorker(first);
          JavaProcess two = harness.startWorker(second)) {
        harness.awaitProgress("millrace", 1);
        liveOn();
        one.kill();
        harness.awaitProgress("millrace", 1);
        two.kill();
      }
    }
  }

  /** Any instant of a worker's life is as likely to be its last. */
  private void liveOn() {
    LockSupport.parkNanos(random.nextLong(LONGEST_LIFE_NANOS));
  }
}
