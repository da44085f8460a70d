package io.millrace.worker.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.millrace.worker.streams.EmbeddingStream;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** Meters of the stream that a model's vectors come from. */
public final class StreamMeters {
  private final Scrapes scrapes;
  private final KafkaMeters kafka;
  private final String model;

  StreamMeters(Scrapes scrapes, KafkaMeters kafka, String model) {
    this.scrapes = scrapes;
    this.kafka = kafka;
    this.model = requireNonNull(model, "model");
  }

  /**
   * The stages, how far they are behind, and Kafka's own meters of the stream and its clients.
   *
   * @param sources names of what the stream reads
   */
  public void bind(EmbeddingStream stream, Collection<String> sources) {
    StageMeters stages = new StageMeters(scrapes.registry(), model);
    stages.bindCounts(scrapes.sample(stream::counts));
    stages.bindRejections(scrapes.sample(stream::rejections), sources);
    bindLag(stream::lag);
    kafka.bind(stream.kafkaMeters(Tags.of("model", model)), scrapes.registry());
  }

  /** Requests that the cache answered since the start. */
  public void bindCache(LongSupplier sharedRequests) {
    Meters.CACHE_SHARED
        .spec()
        .count(scrapes.registry(), scrapes.sample(sharedRequests::getAsLong), Sampled::now, model);
  }

  /** Time spent serializing vectors since the start. */
  public void bindSerializing(LongSupplier nanos) {
    Meters.SERIALIZE
        .spec()
        .count(scrapes.registry(), scrapes.sample(nanos::getAsLong), now -> now.now() / 1e9, model);
  }

  /** Records behind the end of each partition that is read here. */
  void bindLag(Supplier<Map<TopicPartition, Long>> lag) {
    MultiGauge gauges = Meters.LAG.spec().gauges(scrapes.registry());
    Consumer<Map<TopicPartition, Long>> rows =
        now -> gauges.register(now.entrySet().stream().<Row<?>>map(this::lag).toList(), true);
    var _ = scrapes.sample(lag, rows);
  }

  private Row<?> lag(Map.Entry<TopicPartition, Long> entry) {
    TopicPartition at = entry.getKey();
    return Row.of(
        Meters.LAG.spec().tags(model, at.topic(), Integer.toString(at.partition())),
        entry.getValue());
  }
}
