package io.millrace.worker.api;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where texts are tokenized before the engine has them: on a few threads of the platform. It never
 * waits, so that it would keep the carriers of virtual threads from all other requests, those for
 * health among them. The threads end when there is nothing to do. Thread safe.
 */
final class TokenizingThreads {
  private static final long IDLE_SECONDS = 10;

  private final ExecutorService threads;

  /** Half as many as there are cores: the engine has the others. */
  TokenizingThreads() {
    int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("http-tokenize-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  /**
   * Has one text tokenized, in turn with those of other requests.
   *
   * @throws RefusedException if it is not done before the deadline
   */
  <T> T call(Deadline deadline, Callable<T> oneText) throws RefusedException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (deadline.hasPassed()) {
      throw Refusals.timeout(deadline);
    }
    FutureTask<T> task = new FutureTask<>(oneText);
    threads.execute(task);
    return InTime.get(task, deadline);
  }
}
