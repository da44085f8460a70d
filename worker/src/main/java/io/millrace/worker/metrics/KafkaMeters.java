package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.ArrayList;
import java.util.List;

/** Kafka's own meters, which a thread looks for again every minute. */
final class KafkaMeters implements AutoCloseable {
  private final List<KafkaStreamsMetrics> bound = new ArrayList<>();

  void bind(KafkaStreamsMetrics meters, MeterRegistry registry) {
    bound.add(meters);
    meters.bindTo(registry);
  }

  @Override
  public void close() {
    bound.forEach(KafkaStreamsMetrics::close);
  }
}
