package io.millrace.worker.wiring;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.health.Starting;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.tracing.Tracing;
import io.millrace.worker.usage.UsageTopic;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Starts what a worker serves, one part after the other.
 *
 * @param started takes the parts
 * @param progress is told of each
 * @param engines starts each engine
 */
record WorkerStart(
    WorkerConfig config,
    Started started,
    Starting progress,
    Function<WorkerConfig, EmbeddingEngine> engines) {
  WorkerStart {
    requireNonNull(config, "config");
    requireNonNull(started, "started");
    requireNonNull(progress, "progress");
    requireNonNull(engines, "engines");
  }

  /**
   * Starts them.
   *
   * @param watch told of each stream as soon as it is started
   * @param broken called when an engine is broken
   * @throws ConfigException if the configuration cannot be used
   */
  Served parts(boolean withStream, Consumer<EmbeddingStream> watch, Runnable broken) {
    if (config.fallback().enabled()) {
      SharedMemory.requireShares(config);
    }
    Tracing tracing = started.add(Tracing.of(config.tracing()), Tracing::close);
    progress.begin("loading the model");
    EmbeddingEngine engine = engine(config, tracing);
    Optional<EmbeddingEngine> fallback =
        config.fallback().enabled() ? Optional.of(fallback(engine, tracing)) : Optional.empty();
    UsageOfEngines usage = new UsageOfEngines(engine, fallback);
    Optional<Served.RunningStream> stream = Optional.empty();
    if (withStream) {
      progress.begin("starting the stream");
      started.add(UsageTopic.start(config, usage), topic -> closeAfterEngines(topic, usage));
      stream = Optional.of(stream(engine, fallback, tracing, watch));
    }
    progress.begin("starting to serve");
    return new Served(config, engine, fallback, stream, Optional.empty(), tracing, broken);
  }

  private EmbeddingEngine engine(WorkerConfig ofModel, Tracing tracing) {
    EmbeddingEngine engine = started.add(engines.apply(ofModel), EmbeddingEngine::close);
    engine.observe(tracing.engineObserver());
    return engine;
  }

  /** Nothing is written for a fallback that nobody could ask for. */
  private EmbeddingEngine fallback(EmbeddingEngine first, Tracing tracing) {
    SharedMemory.requireShares(config, first.devices());
    progress.begin("loading the fallback's model");
    EmbeddingEngine second = fallbackEngine(tracing);
    var _ = FallbackName.of(config, first.space(), second.space());
    return second;
  }

  private EmbeddingEngine fallbackEngine(Tracing tracing) {
    try {
      return engine(config.withFallbackModel(), tracing);
    } catch (ModelException e) {
      throw new ModelException("fallback: " + e.getMessage(), e);
    }
  }

  /** What engines embed until their end counts. */
  private static void closeAfterEngines(UsageTopic topic, UsageOfEngines usage) {
    usage.engines().forEach(EmbeddingEngine::close);
    topic.close();
  }

  /** No stream begins before the sources of both are found to be sound. */
  private Served.RunningStream stream(
      EmbeddingEngine engine,
      Optional<EmbeddingEngine> fallback,
      Tracing tracing,
      Consumer<EmbeddingStream> watch) {
    Optional<EmbeddingEngine> second = fallback.filter(_ -> config.fallback().documents());
    Worker worker =
        new Worker(
            second.isPresent() ? FallbackWorker.withHalfTheCache(config) : config,
            engine,
            tracing.recordTraces());
    var _ = worker.sources();
    Optional<FallbackWorker> beside = second.map(other -> FallbackWorker.of(config, other));
    return new Served.RunningStream(
        worker,
        start(worker.start(), watch),
        beside.map(other -> new Served.RunningStream(other.worker(), start(other.start(), watch))));
  }

  private EmbeddingStream start(EmbeddingStream stream, Consumer<EmbeddingStream> watch) {
    watch.accept(started.add(stream, EmbeddingStream::close));
    return stream;
  }
}
