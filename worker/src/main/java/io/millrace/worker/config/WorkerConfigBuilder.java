package io.millrace.worker.config;

import java.util.Map;

/** A configuration on its way to another one. Not thread safe. */
public final class WorkerConfigBuilder {
  private final Map<String, String> kafka;
  private Map<String, String> registry;
  private SourceConfig source;
  private PipelineConfig.Chunks chunks;
  private final PipelineConfig.Vectors vectors;
  private WorkerConfig.Reuse reuse;
  private Map<String, PipelineConfig> sources;
  private WorkerConfig.DeadLetters deadLetters;
  private final WorkerConfig.Topics topics;
  private WorkerConfig.Model model;
  private final WorkerConfig.Fallback fallback;
  private WorkerConfig.Engine engine;
  private WorkerConfig.Streams streams;
  private final HttpConfig http;
  private final OperationsConfig.Guard guard;
  private final OperationsConfig.Usage usage;
  private final OperationsConfig.Tracing tracing;

  WorkerConfigBuilder(WorkerConfig from) {
    kafka = from.kafka();
    registry = from.registry();
    source = from.source();
    chunks = from.chunks();
    vectors = from.vectors();
    reuse = from.reuse();
    sources = from.sources();
    deadLetters = from.deadLetters();
    topics = from.topics();
    model = from.model();
    fallback = from.fallback();
    engine = from.engine();
    streams = from.streams();
    http = from.http();
    guard = from.guard();
    usage = from.usage();
    tracing = from.tracing();
  }

  public WorkerConfigBuilder registry(Map<String, String> other) {
    registry = other;
    return this;
  }

  WorkerConfigBuilder source(SourceConfig other) {
    source = other;
    return this;
  }

  WorkerConfigBuilder chunks(PipelineConfig.Chunks other) {
    chunks = other;
    return this;
  }

  public WorkerConfigBuilder reuse(WorkerConfig.Reuse other) {
    reuse = other;
    return this;
  }

  public WorkerConfigBuilder sources(Map<String, PipelineConfig> other) {
    sources = other;
    return this;
  }

  public WorkerConfigBuilder deadLetters(WorkerConfig.DeadLetters other) {
    deadLetters = other;
    return this;
  }

  WorkerConfigBuilder model(WorkerConfig.Model other) {
    model = other;
    return this;
  }

  WorkerConfigBuilder engine(WorkerConfig.Engine other) {
    engine = other;
    return this;
  }

  public WorkerConfigBuilder streams(WorkerConfig.Streams other) {
    streams = other;
    return this;
  }

  /** The new one. */
  public WorkerConfig build() {
    return new WorkerConfig(
        kafka,
        registry,
        source,
        chunks,
        vectors,
        reuse,
        sources,
        deadLetters,
        topics,
        model,
        fallback,
        engine,
        streams,
        http,
        guard,
        usage,
        tracing);
  }
}
