package io.millrace.worker.exactlyonce;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two workers of one group that are killed and started again. */
final class WorkerPair implements AutoCloseable {
  static final String GROUP = "millrace";

  private final KillHarness harness;
  private final List<Path> configs;
  private final List<JavaProcess> workers = new ArrayList<>();
  private int kills;

  WorkerPair(KillHarness harness, Duration transactionTimeout) throws IOException {
    this.harness = harness;
    this.configs =
        List.of(
            harness.config(GROUP, "first", transactionTimeout),
            harness.config(GROUP, "second", transactionTimeout));
    for (Path config : configs) {
      workers.add(harness.startWorker(config));
    }
  }

  /** The configuration that both have, but for their names. */
  Path config() {
    return configs.getFirst();
  }

  int kills() {
    return kills;
  }

  void kill(int worker) throws InterruptedException {
    if (!workers.get(worker).isAlive()) {
      throw new IllegalStateException("worker %d ended by itself".formatted(worker));
    }
    workers.get(worker).kill();
    kills++;
  }

  void start(int worker) throws IOException {
    workers.set(worker, harness.startWorker(configs.get(worker)));
  }

  void stop() throws InterruptedException {
    for (JavaProcess worker : workers) {
      worker.stop();
    }
  }

  @Override
  public void close() {
    workers.forEach(JavaProcess::close);
  }
}
