package io.millrace.worker.bench;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.engine.model.ModelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives an engine the same texts over and over, as fast as it lets them in, so that batches are
 * waiting whenever the device is free. A pass ends with the batch that makes as many tokens as the
 * texts have: where batches are of texts of similar length, it is not each text once.
 */
final class SteadyLoad {
  private static final int FEWEST_PASSES = 3;

  /** On each device, laid out and queued for it; a device runs two at a time at most. */
  private static final int BATCHES_IN_FLIGHT = 8;

  private final EmbeddingEngine engine;
  private final List<int[]> texts;
  private final long passTokens;
  private final List<Mark> marks = new CopyOnWriteArrayList<>();
  private final AtomicReference<Optional<Refused>> refused =
      new AtomicReference<>(Optional.empty());

  /** Texts that may come in: a text that is there twice would find company without padding. */
  private final Semaphore room;

  private long nextTokens;

  /** What the engine had done when a pass ended. */
  record Mark(long nanos, EngineStats stats) {}

  SteadyLoad(EmbeddingEngine engine, List<int[]> texts, int devices) {
    this.engine = engine;
    this.texts = List.copyOf(texts);
    this.passTokens = texts.stream().mapToLong(text -> text.length).sum();
    this.nextTokens = passTokens;
    long leastTokens = (long) BATCHES_IN_FLIGHT * devices * engine.stats().budgetTokens();
    this.room = new Semaphore(texts.size() * (int) Math.ceilDiv(leastTokens, passTokens));
  }

  /**
   * Runs a pass to warm up and then at least three, and as many as the time holds.
   *
   * @return the end of each pass, that of the warm-up first; texts that were not needed any more
   *     are left in the engine
   * @throws ModelException if a text is refused
   */
  List<Mark> run(Duration time) throws InterruptedException {
    while (!isOver(time)) {
      for (int[] text : texts) {
        room.acquire();
        CompletableFuture<EmbeddingResult> result =
            engine.submit(new EmbeddingRequest(new Tokens(text), Lane.STREAM));
        var _ = result.whenComplete(this::cameOut);
        if (isOver(time)) {
          break;
        }
      }
    }
    return List.copyOf(marks);
  }

  /** An exception comes only with the end of the engine, which the next submit tells of. */
  private void cameOut(@Nullable EmbeddingResult result, @Nullable Throwable failure) {
    room.release();
    switch (result) {
      case Refused why -> refused.set(Optional.of(why));
      case Embedded _ -> markIfPassed(engine.stats());
      case null -> {}
    }
  }

  private synchronized void markIfPassed(EngineStats stats) {
    if (stats.tokens() >= nextTokens) {
      marks.add(new Mark(System.nanoTime(), stats));
      nextTokens = stats.tokens() + passTokens;
    }
  }

  private boolean isOver(Duration time) {
    refused
        .get()
        .ifPresent(why -> {
          throw new ModelException(
              "a text was refused: %s: %s".formatted(why.reason(), why.detail()));
        });
    int passes = marks.size() - 1;
    return passes >= FEWEST_PASSES
        && marks.getLast().nanos() - marks.getFirst().nanos() >= time.toNanos();
  }
}
