package io.millrace.worker.api;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for another thread's part of a request, until the deadline. */
final class InTime {
  private InTime() {}

  /**
   * What a task ends with. One that is not done when the time has passed or the client has left is
   * interrupted.
   */
  static <T> T get(FutureTask<T> task, Deadline deadline)
      throws RefusedException, InterruptedException {
    try {
      return task.get(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw Refusals.timeout(deadline);
    } catch (ExecutionException e) {
      throw fault(e);
    } finally {
      task.cancel(true);
    }
  }

  private static RuntimeException fault(ExecutionException e) throws RefusedException {
    if (e.getCause() instanceof RefusedException refused) {
      throw refused;
    }
    return new IllegalStateException("part of a request failed", e.getCause());
  }
}
