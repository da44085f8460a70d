package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.model.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs tasks on threads that live as long as the tasks. */
final class Parallel {
  private Parallel() {}

  /**
   * Waits for all tasks and returns their results in order. When one fails, the others are
   * interrupted.
   *
   * @throws IOException of the first task that failed so
   * @throws ModelException of the first task that failed so, or if the caller is interrupted, which
   *     it stays
   */
  static <T> List<T> run(int threads, List<? extends Callable<T>> tasks) throws IOException {
    try (ExecutorService pool =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("weights-", 0).factory())) {
      try {
        return results(new ExecutorCompletionService<>(pool), tasks);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ModelException("interrupted while weights were converted", e);
      } catch (ExecutionException e) {
        throw unwrapped(e.getCause());
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private static <T> List<T> results(
      CompletionService<T> completed, List<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    List<Future<T>> submitted = new ArrayList<>();
    for (Callable<T> task : tasks) {
      submitted.add(completed.submit(task));
    }
    for (var _ : submitted) {
      completed.take().get();
    }
    List<T> results = new ArrayList<>();
    for (Future<T> task : submitted) {
      results.add(task.get());
    }
    return results;
  }

  private static IOException unwrapped(@Nullable Throwable cause) {
    return switch (cause) {
      case IOException io -> io;
      case RuntimeException failure -> throw failure;
      case Error error -> throw error;
      case null, default ->
          throw new AssertionError("tasks throw no other checked exception", cause);
    };
  }
}
