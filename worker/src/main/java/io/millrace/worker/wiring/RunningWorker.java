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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that serves: engines, the stream if it has one, and the query side. Thread safe. */
public final class RunningWorker implements AutoCloseable {
  /** Of a broken one: more than draining, checks and streams take if nothing hangs. */
  private static final Duration LONGEST_CLOSING = Duration.ofSeconds(90);

  private static final Logger LOG = LoggerFactory.getLogger(RunningWorker.class);

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
    Optional<EmbeddingStream> beside =
        fallback.filter(_ -> config.fallback().documents()).map(second -> watched(beside(second)));
    return new Served.RunningStream(worker, main, beside);
  }

  /** The end of any stream is that of the process: nobody would see that one stands still. */
  private EmbeddingStream watched(EmbeddingStream stream) {
    started.add(stream, EmbeddingStream::close);
    streams = Stream.concat(streams.stream(), Stream.of(stream)).toList();
    Thread.ofVirtual().name("stream-end").start(() -> await(stream));
    return stream;
  }

  /** The fallback's: the same documents, in the lane that yields, into topics of its own. */
  private EmbeddingStream beside(EmbeddingEngine engine) {
    WorkerConfig withModel = config.withFallbackModel();
    String fingerprint = DocumentSource.fingerprint(new Worker(withModel, engine).sources());
    return new Worker(WorkerBeside.of(withModel, fingerprint, Lane.BACKFILL), engine).start();
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

  /** Lets requests end, commits what is processed, and ends; one that is broken in any case. */
  @Override
  public void close() {
    if (broken) {
      closeInTime();
    } else {
      started.close();
    }
    ended.countDown();
  }

  /** What hangs with a device, wherever that is, must not keep the process. */
  private void closeInTime() {
    Thread closing = Thread.ofPlatform().daemon().name("closing").start(started::close);
    try {
      if (!closing.join(LONGEST_CLOSING)) {
        LOG.atError()
            .addKeyValue("afterSeconds", LONGEST_CLOSING.toSeconds())
            .log("a broken worker does not come to its end: what is left is cut off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
