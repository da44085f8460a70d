package io.millrace.worker.wiring;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.health.Starting;
import io.millrace.worker.streams.EmbeddingStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that serves: engines, the stream if it has one, and the query side. When an engine is
 * broken or a stream fails in a way that no retry mends it has failed as a whole, and so it is with
 * those of the fallback: nobody would see that half of it stands still. Thread safe.
 */
public final class RunningWorker implements AutoCloseable {
  /** Of a broken one: more than draining, checks and streams take if nothing hangs. */
  private static final Duration LONGEST_CLOSING = Duration.ofSeconds(90);

  /** Of a broken one for a scrape: one a minute is as seldom as they come. */
  private static final Duration SCRAPE_PATIENCE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(RunningWorker.class);

  private final Started started;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final LastScrape lastScrape = new LastScrape(SCRAPE_PATIENCE);
  private volatile boolean broken;
  private volatile List<EmbeddingStream> streams = List.of();
  private volatile Optional<Serving> serving = Optional.empty();

  private RunningWorker(Started started) {
    this.started = started;
  }

  /**
   * Starts a worker with its stream. It listens first, and answers probes while it goes on.
   *
   * @throws ConfigException if the configuration cannot be used
   */
  public static RunningWorker start(WorkerConfig config) {
    return start(config, true);
  }

  /**
   * Starts the query side alone, without Kafka. It listens first, as {@link #start} does.
   *
   * @throws ConfigException if the configuration cannot be used
   */
  public static RunningWorker serve(WorkerConfig config) {
    return start(config, false);
  }

  private static RunningWorker start(WorkerConfig config, boolean withStream) {
    return Started.all(started -> {
      Starting progress = new Starting();
      Optional<Doorway> doorway = Serving.open(config, progress, started);
      return start(
          new WorkerStart(config, started, progress, ConfiguredEngine::start), doorway, withStream);
    });
  }

  /**
   * Starts behind an open door.
   *
   * @param engines starts each engine
   */
  static RunningWorker start(
      WorkerConfig config,
      Doorway doorway,
      Starting progress,
      Function<WorkerConfig, EmbeddingEngine> engines) {
    return Started.all(started ->
        start(new WorkerStart(config, started, progress, engines), Optional.of(doorway), false));
  }

  private static RunningWorker start(
      WorkerStart start, Optional<Doorway> doorway, boolean withStream) {
    RunningWorker worker = new RunningWorker(start.started());
    Served served = start.parts(withStream, worker::watch, worker::breakDown);
    worker.serving =
        Optional.of(
            start
                .started()
                .add(Serving.start(served, doorway, worker.lastScrape::watching), Serving::close));
    return worker;
  }

  /** The end of any stream is that of the process. */
  private void watch(EmbeddingStream stream) {
    streams = Stream.concat(streams.stream(), Stream.of(stream)).toList();
    Thread.ofVirtual().name("stream-end").start(() -> await(stream));
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
    lastScrape.begin();
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

  /**
   * Waits until it is closed, or has failed in a way that no retry mends. If it is broken, its
   * meters and its health stay to be asked until the meters were, or for a minute.
   */
  public void awaitEnd() throws InterruptedException {
    ended.await();
    if (broken && port().isPresent()) {
      LOG.info("the worker is broken, and waits for a last scrape of its meters");
      if (!lastScrape.await()) {
        LOG.warn("nobody has read the meters of a broken worker");
      }
    }
  }

  /** Whether a failure ended it. */
  public boolean hasFailed() {
    return broken || streams.stream().anyMatch(EmbeddingStream::hasFailed);
  }

  /** Lets requests end, commits what is processed, and ends; one that is broken in any case. */
  @Override
  public void close() {
    lastScrape.callOff();
    streams.forEach(EmbeddingStream::stop); // Requests that are under way need only the engine.
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
