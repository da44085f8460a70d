package io.millrace.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A meter before it has a registry. Values of tags are given in the order of their keys.
 *
 * @param name in Micrometer's dotted form
 * @param unit that Prometheus' name ends with; empty: none
 * @param buckets upper bounds of a histogram; empty: none
 */
@SuppressWarnings("ArrayRecordComponent") // constants of this package
record MeterSpec(
    Meter.Type type,
    String name,
    String unit,
    String meaning,
    double[] buckets,
    List<String> tagKeys) {
  MeterSpec {
    tagKeys = List.copyOf(tagKeys);
  }

  Counter counter(MeterRegistry registry, String... tagValues) {
    return Counter.builder(name)
        .baseUnit(baseUnit())
        .description(meaning)
        .tags(tags(tagValues))
        .register(registry);
  }

  /** A counter that somebody else keeps; the registry holds the state weakly. */
  <T> void count(MeterRegistry registry, T state, ToDoubleFunction<T> total, String... tagValues) {
    FunctionCounter.builder(name, state, total)
        .baseUnit(baseUnit())
        .description(meaning)
        .tags(tags(tagValues))
        .register(registry);
  }

  void gauge(MeterRegistry registry, DoubleSupplier value, String... tagValues) {
    Supplier<Number> boxed = value::getAsDouble;
    Gauge.builder(name, boxed)
        .baseUnit(baseUnit())
        .description(meaning)
        .tags(tags(tagValues))
        .register(registry);
  }

  /** Gauges that come and go. */
  MultiGauge gauges(MeterRegistry registry) {
    return MultiGauge.builder(name).baseUnit(baseUnit()).description(meaning).register(registry);
  }

  Timer timer(MeterRegistry registry, String... tagValues) {
    return Timer.builder(name)
        .description(meaning)
        .tags(tags(tagValues))
        .serviceLevelObjectives(
            Arrays.stream(buckets)
                .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                .toArray(Duration[]::new))
        .register(registry);
  }

  DistributionSummary summary(MeterRegistry registry, String... tagValues) {
    return DistributionSummary.builder(name)
        .baseUnit(baseUnit())
        .description(meaning)
        .tags(tags(tagValues))
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  Tags tags(String... tagValues) {
    if (tagValues.length != tagKeys.size()) {
      throw new IllegalArgumentException(
          "%s has the tags %s, not %d".formatted(name, tagKeys, tagValues.length));
    }
    return Tags.of(
        IntStream.range(0, tagValues.length)
            .mapToObj(i -> Tag.of(tagKeys.get(i), tagValues[i]))
            .toList());
  }

  private @Nullable String baseUnit() {
    return unit.isEmpty() ? null : unit;
  }
}
