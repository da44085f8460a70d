package io.millrace.worker.wiring;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.api.ServedModel;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.health.Checked;
import io.millrace.worker.health.StreamCheck;
import java.util.List;
import java.util.Optional;

/**
 * A model of a process, with all that it has of its own.
 *
 * @param name as requests and meters call it
 * @param checks what the names of its checks begin with
 * @param config with its model as the model
 */
record RunningModel(
    String name,
    String checks,
    WorkerConfig config,
    EmbeddingEngine engine,
    Optional<Served.RunningStream> stream) {
  RunningModel {
    requireNonNull(name, "name");
    requireNonNull(checks, "checks");
    requireNonNull(config, "config");
    requireNonNull(engine, "engine");
    requireNonNull(stream, "stream");
  }

  static RunningModel first(
      WorkerConfig config, EmbeddingEngine engine, Optional<Served.RunningStream> stream) {
    return new RunningModel(engine.space().model(), "", config, engine, stream);
  }

  /**
   * Beside a first one.
   *
   * @param name by which requests can tell it from that
   */
  static RunningModel fallback(
      String name,
      WorkerConfig config,
      EmbeddingEngine engine,
      Optional<Served.RunningStream> stream) {
    return new RunningModel(name, "fallback-", config.withFallbackModel(), engine, stream);
  }

  /**
   * For requests.
   *
   * @throws ConfigException if vectors may be cut to more than they have
   */
  ServedModel served() {
    return ServedModel.of(engine, config.model().leastDimensions())
        .named(name)
        .withDocumentsIn(documentSpaces());
  }

  /** Those of sources with a task; a process without a stream may serve another's documents. */
  private List<VectorSpace> documentSpaces() {
    return engine.takesInstructions()
        ? config.pipelines().stream()
            .map(pipeline -> pipeline.source().instruction())
            .filter(instruction -> !instruction.isEmpty())
            .map(instruction -> engine.forTask(instruction).space())
            .toList()
        : List.of();
  }

  String engineCheck() {
    return checks + "engine";
  }

  Optional<Checked> streamCheck() {
    return stream.map(running -> new StreamCheck(checks + "consumer", running.stream()));
  }
}
