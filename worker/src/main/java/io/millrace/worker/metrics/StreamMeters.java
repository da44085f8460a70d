package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.stage.StageCounters.Cause;
import io.millrace.topology.stage.StageCounters.Counts;
import java.util.Collection;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the stages of the stream have done. */
final class StreamMeters {
  private final MeterRegistry registry;
  private final Sampled<Counts> counts;

  private StreamMeters(MeterRegistry registry, Sampled<Counts> counts) {
    this.registry = registry;
    this.counts = counts;
  }

  static void bindCounts(MeterRegistry registry, Sampled<Counts> counts) {
    StreamMeters meters = new StreamMeters(registry, counts);
    meters.count(Meters.DOCUMENTS, Counts::embeddedDocuments, "embedded");
    meters.count(Meters.DOCUMENTS, Counts::removedDocuments, "removed");
    meters.count(Meters.DOCUMENTS, Counts::skippedDocuments, "skipped");
    meters.count(Meters.DOCUMENTS, Counts::outdatedDocuments, "outdated");
    meters.count(Meters.DOCUMENTS, Counts::rejected, "rejected");
    meters.count(Meters.CHUNKS, Counts::reusedChunks, "reused");
    meters.count(Meters.CHUNKS, Counts::lookedAheadChunks, "looked_ahead");
    meters.count(Meters.CHUNKS, Counts::onDemandChunks, "on_demand");
    meters.count(Meters.VECTORS, Counts::vectors);
    meters.count(Meters.TOMBSTONES, Counts::tombstones);
  }

  /** All there may be, from the start on: an alert sees no increase in a counter that appears. */
  static void bindRejections(
      MeterRegistry registry, Sampled<Map<Cause, Long>> rejections, Collection<String> sources) {
    for (String source : sources) {
      for (Rejection.Reason reason : Rejection.Reason.values()) {
        Cause cause = new Cause(source, reason);
        Meters.DEAD_LETTERS
            .spec()
            .count(
                registry,
                rejections,
                sampled -> sampled.now().getOrDefault(cause, 0L),
                source,
                TagValue.of(reason));
      }
    }
  }

  private void count(Meters meter, ToLongFunction<Counts> count, String... tagValues) {
    meter.spec().count(registry, counts, sampled -> count.applyAsLong(sampled.now()), tagValues);
  }
}
