package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.topology.port.Account;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.Lane;
import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.http.Route;
import io.millrace.worker.streams.EmbeddingStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * The meters of a worker, from those of its process to those of its parts. A part that is not bound
 * has none. Sources are asked at each scrape, on its thread: they must be quick, and throw nothing.
 * Parts are bound from one thread, before the first scrape.
 */
public final class WorkerMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<Sampled<?>> sampled = new ArrayList<>();
  private final ProcessMeters process = new ProcessMeters();
  private final KafkaMeters kafka = new KafkaMeters();

  /** Binds the meters of the process. */
  public WorkerMeters(String applicationId) {
    registry.config().commonTags("application", applicationId);
    process.bindTo(registry);
  }

  /** Whether the worker is ready. */
  public void bindReady(BooleanSupplier ready) {
    Meters.READY.spec().gauge(registry, () -> ready.getAsBoolean() ? 1 : 0);
  }

  /** What the engine does. */
  public void bindEngine(EmbeddingEngine engine) {
    engine.observe(new EngineMeters(registry));
    EngineMeters.bind(registry, sampled(engine::stats));
    Meters.ENGINE_RUNS.spec().gauge(registry, engine::runsAtATime);
    Meters.ENGINE_HEALTHY.spec().gauge(registry, () -> engine.isHealthy() ? 1 : 0);
  }

  /** What makes the vectors. */
  public void bindModel(VectorSpace space, String precision, String device) {
    Meters.ENGINE_INFO
        .spec()
        .gauge(registry, () -> 1, space.model(), space.fingerprint(), precision, device);
  }

  /** What is in the engine. */
  public void bindLanes(ToLongFunction<Lane> texts, ToLongFunction<Lane> tokens) {
    for (Lane lane : Lane.values()) {
      Meters.ENGINE_QUEUE_TEXTS
          .spec()
          .gauge(registry, () -> texts.applyAsLong(lane), TagValue.of(lane));
      Meters.ENGINE_QUEUE_TOKENS
          .spec()
          .gauge(registry, () -> tokens.applyAsLong(lane), TagValue.of(lane));
    }
  }

  /** How many texts were refused since the start. */
  public void bindRefused(Supplier<Map<EmbeddingResult.Reason, Long>> refused) {
    Sampled<Map<EmbeddingResult.Reason, Long>> counts = sampled(refused);
    for (EmbeddingResult.Reason reason : EmbeddingResult.Reason.values()) {
      Meters.ENGINE_REFUSED
          .spec()
          .count(registry, counts, now -> now.now().getOrDefault(reason, 0L), TagValue.of(reason));
    }
  }

  /**
   * The last check of the golden vectors; NaN before the first.
   *
   * @param reference what the vectors are held against
   * @param cosine the lowest
   * @param interval between checks; 0: there are none, and no meter
   */
  public void bindGolden(
      Enum<?> reference, DoubleSupplier cosine, DoubleSupplier ageSeconds, Duration interval) {
    Meters.ENGINE_GOLDEN_COSINE.spec().gauge(registry, cosine, TagValue.of(reference));
    Meters.ENGINE_GOLDEN_AGE.spec().gauge(registry, ageSeconds);
    if (interval.isPositive()) {
      Meters.ENGINE_GOLDEN_INTERVAL.spec().gauge(registry, () -> interval.toMillis() / 1e3);
    }
  }

  /** The devices of the engine. */
  public void bindDevices(Supplier<List<DeviceReading>> devices) {
    DeviceMeters meters = new DeviceMeters(registry);
    sampled.add(new Sampled<>(devices, meters::update));
  }

  /**
   * The stages, and Kafka's own meters of the stream and its clients.
   *
   * @param sources names of what the stream reads
   */
  public void bindStream(EmbeddingStream stream, Collection<String> sources) {
    StreamMeters.bindCounts(registry, sampled(stream::counts));
    StreamMeters.bindRejections(registry, sampled(stream::rejections), sources);
    kafka.bind(stream.kafkaMeters(), registry);
  }

  /** Requests that the cache answered since the start. */
  public void bindCache(LongSupplier sharedRequests) {
    Meters.CACHE_SHARED.spec().count(registry, sampled(sharedRequests::getAsLong), Sampled::now);
  }

  /** Time spent serializing vectors since the start. */
  public void bindSerializing(LongSupplier nanos) {
    bindNanos(Meters.SERIALIZE, nanos);
  }

  /** Time spent writing vectors into answers since the start. */
  public void bindEncoding(LongSupplier nanos) {
    bindNanos(Meters.HTTP_ENCODE, nanos);
  }

  private void bindNanos(Meters meter, LongSupplier nanos) {
    meter.spec().count(registry, sampled(nanos::getAsLong), now -> now.now() / 1e9);
  }

  /** Records behind the end of each partition that is read here. */
  public void bindLag(Supplier<Map<TopicPartition, Long>> lag) {
    MultiGauge gauges = Meters.LAG.spec().gauges(registry);
    Consumer<Map<TopicPartition, Long>> rows =
        now ->
            gauges.register(now.entrySet().stream().<Row<?>>map(WorkerMeters::lag).toList(), true);
    sampled.add(new Sampled<>(lag, rows));
  }

  /**
   * What the server is asked for.
   *
   * @param routes that it has
   */
  public HttpMeters bindHttp(Collection<Route> routes) {
    return new HttpMeters(registry, routes);
  }

  /** What each account has used since the start. */
  public <U> void bindUsage(
      Supplier<Map<Account, U>> usage, ToLongFunction<U> tokens, ToLongFunction<U> deviceNanos) {
    UsageMeters<U> meters = new UsageMeters<>(registry, tokens, deviceNanos);
    sampled.add(new Sampled<>(usage, meters::update));
  }

  /**
   * The guard.
   *
   * @param states all that it may be in
   */
  public <S extends Enum<S>> void bindGuard(Class<S> states, Supplier<GuardReading<S>> guard) {
    MultiGauge fills = Meters.GUARD_FILL.spec().gauges(registry);
    Sampled<GuardReading<S>> reading =
        new Sampled<>(guard, now -> fills.register(GuardMeters.fills(now), true));
    sampled.add(reading);
    Stream.of(states.getEnumConstants())
        .forEach(state -> GuardMeters.bind(registry, reading, state));
  }

  /** {@code GET /metrics}. */
  public Route route() {
    return MetricsRoute.of(this);
  }

  /** All meters in the form that a client accepts: OpenMetrics, or else Prometheus' text. */
  synchronized String scrape(String contentType) {
    sampled.forEach(Sampled::refresh);
    return registry.scrape(contentType);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    kafka.close();
    process.close();
    registry.close();
  }

  private <T> Sampled<T> sampled(Supplier<T> source) {
    Sampled<T> value = new Sampled<>(source, _ -> {});
    sampled.add(value);
    return value;
  }

  private static Row<?> lag(Map.Entry<TopicPartition, Long> entry) {
    TopicPartition at = entry.getKey();
    return Row.of(
        Meters.LAG.spec().tags(at.topic(), Integer.toString(at.partition())), entry.getValue());
  }
}
