package io.millrace.worker.wiring;

import io.millrace.topology.port.Lane;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerBeside;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.tracing.Tracing;
import io.millrace.worker.usage.UsageTopic;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A process that serves: engines, the stream if it has one, and the query side. Thread safe. */
public final class RunningWorker implements AutoCloseable {
  private final WorkerConfig config;
  private final Started started = new Started();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean broken;
  private volatile Optional<EmbeddingStream> stream = Optional.empty();

  private RunningWorker(WorkerConfig config) {
    this.config = config;
  }

  /**
   * Starts a worker with its stream.
   *
   * @throws ConfigException if the configuration cannot be used
   */
  public static RunningWorker start(WorkerConfig config) {
    RunningWorker worker = new RunningWorker(config);
    worker.startAll(true);
    return worker;
  }

  /**
   * Starts the query side alone, without Kafka.
   *
   * @throws ConfigException if the configuration cannot be used
   */
  public static RunningWorker serve(WorkerConfig config) {
    RunningWorker worker = new RunningWorker(config);
    worker.startAll(false);
    return worker;
  }

  private void startAll(boolean withStream) {
    boolean done = false;
    try {
      startParts(withStream);
      done = true;
    } finally {
      if (!done) {
        started.close();
      }
    }
  }

  private void startParts(boolean withStream) {
    Tracing tracing = started.add(Tracing.of(config.tracing()), Tracing::close);
    EmbeddingEngine engine = engine(config, tracing);
    Optional<EmbeddingEngine> fallback =
        config.fallback().enabled()
            ? Optional.of(engine(config.withFallbackModel(), tracing))
            : Optional.empty();
    UsageOfEngines usage = new UsageOfEngines(engine, fallback);
    if (withStream) {
      started.add(UsageTopic.start(config, usage), topic -> closeAfterEngines(topic, usage));
    }
    Optional<Served.RunningStream> running =
        withStream ? Optional.of(stream(engine, fallback, tracing)) : Optional.empty();
    Served served =
        new Served(config, engine, fallback, running, Optional.empty(), tracing, this::breakDown);
    started.add(Serving.start(served), Serving::close);
  }

  private EmbeddingEngine engine(WorkerConfig ofModel, Tracing tracing) {
    EmbeddingEngine engine = started.add(ConfiguredEngine.start(ofModel), EmbeddingEngine::close);
    engine.observe(tracing.engineObserver());
    return engine;
  }

  /** What engines embed until their end counts. */
  private static void closeAfterEngines(UsageTopic topic, UsageOfEngines usage) {
    usage.engines().forEach(EmbeddingEngine::close);
    topic.close();
  }

  private Served.RunningStream stream(
      EmbeddingEngine engine, Optional<EmbeddingEngine> fallback, Tracing tracing) {
    Worker worker = new Worker(config, engine, tracing.recordTraces());
    EmbeddingStream main = started.add(worker.start(), EmbeddingStream::close);
    stream = Optional.of(main);
    Thread.ofVirtual().name("stream-end").start(() -> await(main));
    Optional<EmbeddingStream> beside =
        fallback
            .filter(second -> config.fallback().documents())
            .map(second -> started.add(beside(second), EmbeddingStream::close));
    return new Served.RunningStream(worker, main, beside);
  }

  /** The fallback's: the same documents, in the lane that yields, into topics of its own. */
  private EmbeddingStream beside(EmbeddingEngine engine) {
    WorkerConfig withModel = config.withFallbackModel();
    String fingerprint = DocumentSource.fingerprint(new Worker(withModel, engine).sources());
    return new Worker(WorkerBeside.of(withModel, fingerprint, Lane.BACKFILL), engine).start();
  }

  private void await(EmbeddingStream main) {
    try {
      main.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended.countDown();
  }

  private void breakDown() {
    broken = true;
    stream.ifPresent(EmbeddingStream::fail);
    ended.countDown();
  }

  /** Waits until it is closed, or has failed in a way that no retry mends. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Whether a failure ended it. */
  public boolean hasFailed() {
    return broken || stream.map(EmbeddingStream::hasFailed).orElse(false);
  }

  /** Lets requests end, commits what is processed, and ends. */
  @Override
  public void close() {
    started.close();
    ended.countDown();
  }
}
