package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.millrace.topology.port.Account;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.http.Route;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The meters of a worker, from those of its process to those of its parts. A part that is not bound
 * has none. Sources are asked at each scrape, on its thread: they must be quick, and throw nothing.
 * Parts are bound from one thread, before the first scrape.
 */
public final class WorkerMeters implements AutoCloseable {
  private final Scrapes scrapes = new Scrapes();
  private final ProcessMeters process = new ProcessMeters();
  private final KafkaMeters kafka = new KafkaMeters();

  /** Binds the meters of the process. */
  public WorkerMeters(String applicationId) {
    scrapes.registry().config().commonTags("application", applicationId);
    process.bindTo(scrapes.registry());
  }

  /** Whether the worker is ready. */
  public void bindReady(BooleanSupplier ready) {
    Meters.READY.spec().gauge(scrapes.registry(), () -> ready.getAsBoolean() ? 1 : 0);
  }

  /**
   * An engine: what makes the vectors, and how.
   *
   * @param model as requests call it
   * @param precision of its weights
   * @param goldenInterval between checks of the golden vectors; 0: there are none
   */
  public void bindEngine(
      String model, EmbeddingEngine engine, String precision, Duration goldenInterval) {
    EngineMeters.bind(scrapes, model, engine, precision, goldenInterval);
  }

  /**
   * A stream's, to be bound.
   *
   * @param model that it embeds with, as requests call it
   */
  public StreamMeters ofStream(String model) {
    return new StreamMeters(scrapes, kafka, model);
  }

  /** The devices of all engines, each once. */
  public void bindDevices(Supplier<List<DeviceReading>> devices) {
    DeviceMeters meters = new DeviceMeters(scrapes.registry());
    var _ = scrapes.sample(devices, meters::update);
  }

  /**
   * What the server is asked for.
   *
   * @param routes that it has
   */
  public HttpMeters bindHttp(Collection<Route> routes) {
    return new HttpMeters(scrapes.registry(), routes);
  }

  /** Time spent writing vectors into answers since the start. */
  public void bindEncoding(LongSupplier nanos) {
    Meters.HTTP_ENCODE
        .spec()
        .count(scrapes.registry(), scrapes.sample(nanos::getAsLong), now -> now.now() / 1e9);
  }

  /** What each account has used since the start. */
  public <U> void bindUsage(
      Supplier<Map<Account, U>> usage, ToLongFunction<U> tokens, ToLongFunction<U> deviceNanos) {
    UsageMeters<U> meters = new UsageMeters<>(scrapes.registry(), tokens, deviceNanos);
    var _ = scrapes.sample(usage, meters::update);
  }

  /**
   * The guard.
   *
   * @param states all that it may be in
   */
  public <S extends Enum<S>> void bindGuard(Class<S> states, Supplier<GuardReading<S>> guard) {
    MultiGauge fills = Meters.GUARD_FILL.spec().gauges(scrapes.registry());
    Sampled<GuardReading<S>> reading =
        scrapes.sample(guard, now -> fills.register(GuardMeters.fills(now), true));
    Stream.of(states.getEnumConstants())
        .forEach(state -> GuardMeters.bind(scrapes.registry(), reading, state));
  }

  /** {@code GET /metrics}. */
  public Route route() {
    return MetricsRoute.of(this);
  }

  /** All meters in the form that a client accepts: OpenMetrics, or else Prometheus' text. */
  String scrape(String contentType) {
    return scrapes.scrape(contentType);
  }

  @Override
  public void close() {
    kafka.close();
    process.close();
    scrapes.close();
  }
}
