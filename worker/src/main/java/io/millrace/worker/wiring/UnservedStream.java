package io.millrace.worker.wiring;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.tracing.Tracing;
import io.millrace.worker.usage.UsageTopic;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A stream that nobody can ask anything, with what watches a worker all the same: the guard, the
 * repeated check of the golden vectors, and the usage topic. It has no port, so no health and no
 * meters. Thread safe.
 */
public final class UnservedStream implements AutoCloseable {
  private final EmbeddingStream stream;
  private final Started started;

  private UnservedStream(EmbeddingStream stream, Started started) {
    this.stream = stream;
    this.started = started;
  }

  /**
   * Starts. An engine that is found to be broken fails the stream.
   *
   * @param engine stays the caller's, closed after this
   * @throws ConfigException if the configuration cannot be used
   */
  public static UnservedStream start(WorkerConfig config, EmbeddingEngine engine) {
    return Started.all(started -> {
      UsageOfEngines usage = new UsageOfEngines(engine, Optional.empty());
      started.add(UsageTopic.start(config, usage), UsageTopic::close);
      Worker worker = new Worker(config, engine);
      EmbeddingStream stream = started.add(worker.start(), EmbeddingStream::close);
      started.add(
          Serving.start(
              served(config, engine, worker, stream), Optional.empty(), UnaryOperator.identity()),
          Serving::close);
      return new UnservedStream(stream, started);
    });
  }

  private static Served served(
      WorkerConfig config, EmbeddingEngine engine, Worker worker, EmbeddingStream stream) {
    return new Served(
        config,
        engine,
        Optional.empty(),
        Optional.of(new Served.RunningStream(worker, stream)),
        Optional.empty(),
        Tracing.off(),
        stream::fail);
  }

  public EmbeddingStream stream() {
    return stream;
  }

  /** Commits what is processed, and ends; also twice. */
  @Override
  public void close() {
    started.close();
  }
}
