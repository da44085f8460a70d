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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A process that serves: engines, the stream if it has one, and the query side. Thread safe. */
public final class RunningWorker implements AutoCloseable {
  private final WorkerConfig config;
  private final Started started;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean broken;
  private volatile List<EmbeddingStream> streams = List.of();
  private volatile Optional<Serving> serving = Optional.empty();

  private RunningWorker(WorkerConfig config, Started started) {
    this.config = config;
    this.started = started;
  }

  /**
   * Starts a worker with its stream.
   *
   * @throws ConfigException if the configuration cannot be used
   */
  public static RunningWorker start(WorkerConfig config) {
    return start(config, true);
  }

  /**
   * Starts the query side alone, without Kafka.
   *
   * @throws ConfigException if the configuration cannot be used
   */
  public static RunningWorker serve(WorkerConfig config) {
    return start(config, false);
  }

  private static RunningWorker start(WorkerConfig config, boolean withStream) {
    return Started.all(started -> {
      RunningWorker worker = new RunningWorker(config, started);
      worker.startParts(withStream);
      return worker;
    });
  }

  private void startParts(boolean withStream) {
    Tracing tracing = started.add(Tracing.of(config.tracing()), Tracing::close);
    EmbeddingEngine engine = engine(config, tracing);
    Optional<EmbeddingEngine> fallback =
        config.fallback().enabled() ? Optional.of(fallback(engine, tracing)) : Optional.empty();
    UsageOfEngines usage = new UsageOfEngines(engine, fallback);
    if (withStream) {
      started.add(UsageTopic.start(config, usage), topic -> closeAfterEngines(topic, usage));
    }
    Optional<Served.RunningStream> running =
        withStream ? Optional.of(stream(engine, fallback, tracing)) : Optional.empty();
    Served served =
        new Served(config, engine, fallback, running, Optional.empty(), tracing, this::breakDown);
    serving = Optional.of(started.add(Serving.start(served), Serving::close));
  }

  private EmbeddingEngine engine(WorkerConfig ofModel, Tracing tracing) {
    EmbeddingEngine engine = started.add(ConfiguredEngine.start(ofModel), EmbeddingEngine::close);
    engine.observe(tracing.engineObserver());
    return engine;
  }

  /** Nothing is written for a fallback that nobody could ask for. */
  private EmbeddingEngine fallback(EmbeddingEngine first, Tracing tracing) {
    EmbeddingEngine second = engine(config.withFallbackModel(), tracing);
    var _ = FallbackName.of(config, first.space(), second.space());
    return second;
  }

  /** What engines embed until their end counts. */
  private static void closeAfterEngines(UsageTopic topic, UsageOfEngines usage) {
    usage.engines().forEach(EmbeddingEngine::close);
    topic.close();
  }

  private Served.RunningStream stream(
      EmbeddingEngine engine, Optional<EmbeddingEngine> fallback, Tracing tracing) {
    Worker worker = new Worker(config, engine, tracing.recordTraces());
    EmbeddingStream main = watched(worker.start());
    return new Served.RunningStream(
        worker, main, fallback.filter(_ -> config.fallback().documents()).map(this::beside));
  }

  /** The end of any stream is that of the process: nobody would see that one stands still. */
  private EmbeddingStream watched(EmbeddingStream stream) {
    started.add(stream, EmbeddingStream::close);
    streams = Stream.concat(streams.stream(), Stream.of(stream)).toList();
    Thread.ofVirtual().name("stream-end").start(() -> await(stream));
    return stream;
  }

  /** The fallback's: the same documents, in the lane that yields, into topics of its own. */
  private Served.RunningStream beside(EmbeddingEngine engine) {
    WorkerConfig withModel = config.withFallbackModel();
    String fingerprint = DocumentSource.fingerprint(new Worker(withModel, engine).sources());
    Worker worker = new Worker(WorkerBeside.of(withModel, fingerprint, Lane.BACKFILL), engine);
    return new Served.RunningStream(worker, watched(worker.start()));
  }

  private void await(EmbeddingStream stream) {
    try {
      stream.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended.countDown();
  }

  private void breakDown() {
    broken = true;
    streams.forEach(EmbeddingStream::fail);
    ended.countDown();
  }

  /** Where requests go; empty if nothing is served. */
  public Optional<Integer> port() {
    return serving.flatMap(Serving::port);
  }

  /** Where health, meters and the page are; empty if nothing is served. */
  public Optional<Integer> managementPort() {
    return serving.flatMap(Serving::managementPort);
  }

  /** Waits until it is closed, or has failed in a way that no retry mends. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Whether a failure ended it. */
  public boolean hasFailed() {
    return broken || streams.stream().anyMatch(EmbeddingStream::hasFailed);
  }

  /** Lets requests end, commits what is processed, and ends. */
  @Override
  public void close() {
    started.close();
    ended.countDown();
  }
}
