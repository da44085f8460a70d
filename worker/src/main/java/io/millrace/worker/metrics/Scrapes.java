package io.millrace.worker.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The registry, and what is asked once before each scrape of it. */
final class Scrapes implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<Sampled<?>> sampled = new ArrayList<>();

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Asks from now on. */
  <T> Sampled<T> sample(Supplier<T> source) {
    return sample(source, _ -> {});
  }

  /**
   * Asks from now on.
   *
   * @param onSample told of each answer, for meters that come and go
   */
  <T> Sampled<T> sample(Supplier<T> source, Consumer<T> onSample) {
    Sampled<T> value = new Sampled<>(source, onSample);
    sampled.add(value);
    return value;
  }

  synchronized String scrape(String contentType) {
    sampled.forEach(Sampled::refresh);
    return registry.scrape(contentType);
  }

  @Override
  public void close() {
    registry.close();
  }
}
