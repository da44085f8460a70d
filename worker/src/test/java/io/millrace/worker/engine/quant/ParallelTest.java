package io.millrace.worker.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.engine.model.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ParallelTest {
  @Test
  void resultsAreInTheOrderOfTheTasks() throws IOException {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      tasks.add(() -> number);
    }

    List<Integer> results = Parallel.run(3, tasks);

    assertThat(results).hasSize(100).isSorted();
  }

  /** The first task would wait for ever. */
  @Test
  void oneFailureStopsTheOthers() {
    List<Callable<Integer>> tasks = new ArrayList<>();
    tasks.add(() -> {
      new CountDownLatch(1).await();
      return 0;
    });
    tasks.add(() -> {
      throw new IOException("disk full");
    });

    assertThatThrownBy(() -> Parallel.run(2, tasks))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
  }

  @Test
  void modelExceptionComesAsItIs() {
    ModelException failure = new ModelException("tensor w");
    List<Callable<Integer>> tasks = new ArrayList<>();
    tasks.add(() -> {
      throw failure;
    });

    assertThatThrownBy(() -> Parallel.run(1, tasks)).isSameAs(failure);
  }

  @Test
  void interruptIsKept() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Parallel.run(1, List.<Callable<Integer>>of(() -> 1)))
        .isInstanceOf(ModelException.class)
        .hasMessage("interrupted while weights were converted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
