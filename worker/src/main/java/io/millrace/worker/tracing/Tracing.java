package io.millrace.worker.tracing;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.RecordTraces;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.OperationsConfig;
import io.millrace.worker.engine.EngineObserver;
import io.millrace.worker.http.Handler;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The traces of a process. Spans wait in a queue of bounded length for a thread that exports them;
 * what a slow or absent collector does not take in time is dropped, and nobody ever waits for it.
 */
public final class Tracing implements AutoCloseable {
  /** Of one export, and of what is left to export at the end. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final @Nullable SdkTracerProvider provider;

  private Tracing(@Nullable SdkTracerProvider provider) {
    this.provider = provider;
  }

  /**
   * To the configured collector; off without one.
   *
   * @throws ConfigException if the endpoint is no URL
   */
  public static Tracing of(OperationsConfig.Tracing config) {
    return config.endpoint().isEmpty() ? off() : new Tracing(config, collector(config));
  }

  /** No traces. */
  public static Tracing off() {
    return new Tracing(null);
  }

  /** To an exporter, which is closed with this. */
  public Tracing(OperationsConfig.Tracing config, SpanExporter exporter) {
    this(
        SdkTracerProvider.builder()
            .setResource(resource(config))
            .setSampler(
                Sampler.parentBased(new ShareOrLinks(Sampler.traceIdRatioBased(config.share()))))
            .addSpanProcessor(
                BatchSpanProcessor.builder(requireNonNull(exporter, "exporter"))
                    .setExporterTimeout(PATIENCE)
                    .build())
            .build());
  }

  private static SpanExporter collector(OperationsConfig.Tracing config) {
    try {
      return OtlpHttpSpanExporter.builder()
          .setEndpoint(config.endpoint())
          .setConnectTimeout(PATIENCE)
          .setTimeout(PATIENCE)
          .build();
    } catch (IllegalArgumentException e) {
      throw new ConfigException("tracing.endpoint: " + e.getMessage());
    }
  }

  private static Resource resource(OperationsConfig.Tracing config) {
    return Resource.getDefault().toBuilder()
        .put("service.name", config.serviceName())
        .put("service.instance.id", UUID.randomUUID().toString())
        .build();
  }

  /** Spans of records: {@code process}, {@code emit}. */
  public RecordTraces recordTraces() {
    return provider == null ? RecordTraces.OFF : new RecordSpans(tracer(provider));
  }

  /** Spans of texts and batches: {@code embed}, {@code batch}. */
  public EngineObserver engineObserver() {
    return provider == null ? new EngineObserver() {} : new BatchSpans(tracer(provider));
  }

  /** Spans of requests around a handler; it sees them as the requests' trace context. */
  public Handler http(Handler handler) {
    return provider == null ? handler : new TracedHandler(tracer(provider), handler);
  }

  /** Exports what has ended, as far as that takes no longer than a few seconds. */
  void flush() {
    if (provider != null) {
      var _ = provider.forceFlush().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Exports what is left, as far as that takes no longer than a few seconds. */
  @Override
  public void close() {
    if (provider != null) {
      var _ = provider.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static Tracer tracer(SdkTracerProvider provider) {
    return provider.get("io.millrace");
  }
}
