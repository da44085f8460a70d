package io.millrace.worker.wiring;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.page.Search;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.tracing.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process has to serve and to watch. All of it stays the caller's.
 *
 * @param fallback a second engine, for requests that name its model
 * @param stream with the worker that it is of
 * @param search of the page
 * @param broken what ends the process when an engine is broken; from any thread, perhaps twice
 */
public record Served(
    WorkerConfig config,
    EmbeddingEngine engine,
    Optional<EmbeddingEngine> fallback,
    Optional<RunningStream> stream,
    Optional<Search> search,
    Tracing tracing,
    Runnable broken) {
  public Served {
    requireNonNull(config, "config");
    requireNonNull(engine, "engine");
    requireNonNull(fallback, "fallback");
    requireNonNull(stream, "stream");
    requireNonNull(search, "search");
    requireNonNull(tracing, "tracing");
    requireNonNull(broken, "broken");
  }

  /** The first model, and the fallback if there is one. */
  List<RunningModel> models() {
    List<RunningModel> models = new ArrayList<>();
    models.add(RunningModel.first(config, engine, stream));
    fallback.ifPresent(second ->
        models.add(
            RunningModel.fallback(
                FallbackName.of(config, engine.space(), second.space()),
                config,
                second,
                stream.flatMap(RunningStream::beside))));
    return List.copyOf(models);
  }

  /** Those of all engines, each once. */
  List<Device> devices() {
    return Stream.concat(Stream.of(engine), fallback.stream())
        .flatMap(each -> each.devices().stream())
        .distinct()
        .toList();
  }

  /**
   * A stream and what it is made of.
   *
   * @param beside the fallback's, which reads the same sources
   */
  public record RunningStream(
      Worker worker, EmbeddingStream stream, Optional<RunningStream> beside) {
    public RunningStream {
      requireNonNull(worker, "worker");
      requireNonNull(stream, "stream");
      requireNonNull(beside, "beside");
    }

    /** Without a stream of the fallback model's beside it. */
    public RunningStream(Worker worker, EmbeddingStream stream) {
      this(worker, stream, Optional.empty());
    }

    void pauseBackfill(boolean on) {
      stream.pauseBackfill(on);
      beside.ifPresent(other -> other.pauseBackfill(on));
    }
  }

  /** An engine and nothing else, whose end is its caller's matter. */
  static Served alone(WorkerConfig config, EmbeddingEngine engine) {
    return new Served(
        config,
        engine,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Tracing.off(),
        () -> {});
  }
}
