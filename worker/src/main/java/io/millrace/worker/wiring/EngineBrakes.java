package io.millrace.worker.wiring;

import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.guard.Brakes;
import java.util.Optional;
import java.util.stream.Stream;

/** What the guard does; requests are refused at the door, which asks for its state. */
record EngineBrakes(
    EmbeddingEngine engine,
    Optional<EmbeddingEngine> fallback,
    Optional<Served.RunningStream> stream)
    implements Brakes {
  private static final double SMALLER = 0.5;

  @Override
  public void shrinkBatches(boolean on) {
    engines().forEach(each -> each.limitBudget(on ? SMALLER : 1));
  }

  @Override
  public void freeMemory() {
    engines().forEach(EmbeddingEngine::freeMemory);
  }

  @Override
  public void pauseBackfill(boolean on) {
    stream.ifPresent(running -> running.pauseBackfill(on));
  }

  @Override
  public void refuseOnline(boolean on) {
    // The door asks.
  }

  private Stream<EmbeddingEngine> engines() {
    return Stream.concat(Stream.of(engine), fallback.stream());
  }
}
