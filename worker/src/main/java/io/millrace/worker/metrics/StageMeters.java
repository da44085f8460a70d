package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.stage.StageCounters.Cause;
import io.millrace.topology.stage.StageCounters.Counts;
import java.util.Collection;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What the stages of a stream have done. */
final class StageMeters {
  private final MeterRegistry registry;
  private final String model;

  StageMeters(MeterRegistry registry, String model) {
    this.registry = registry;
    this.model = model;
  }

  void bindCounts(Sampled<Counts> counts) {
    count(counts, Meters.DOCUMENTS, Counts::embeddedDocuments, "embedded");
    count(counts, Meters.DOCUMENTS, Counts::removedDocuments, "removed");
    count(counts, Meters.DOCUMENTS, Counts::skippedDocuments, "skipped");
    count(counts, Meters.DOCUMENTS, Counts::outdatedDocuments, "outdated");
    count(counts, Meters.DOCUMENTS, Counts::rejected, "rejected");
    count(counts, Meters.CHUNKS, Counts::reusedChunks, "reused");
    count(counts, Meters.CHUNKS, Counts::lookedAheadChunks, "looked_ahead");
    count(counts, Meters.CHUNKS, Counts::onDemandChunks, "on_demand");
    count(counts, Meters.VECTORS, Counts::vectors);
    count(counts, Meters.TOMBSTONES, Counts::tombstones);
  }

  /** All there may be, from the start on: an alert sees no increase in a counter that appears. */
  void bindRejections(Sampled<Map<Cause, Long>> rejections, Collection<String> sources) {
    for (String source : sources) {
      for (Rejection.Reason reason : Rejection.Reason.values()) {
        Cause cause = new Cause(source, reason);
        Meters.DEAD_LETTERS
            .spec()
            .count(
                registry,
                rejections,
                sampled -> sampled.now().getOrDefault(cause, 0L),
                model,
                source,
                TagValue.of(reason));
      }
    }
  }

  private void count(
      Sampled<Counts> counts, Meters meter, ToLongFunction<Counts> count, String... outcome) {
    String[] tags = Stream.concat(Stream.of(model), Stream.of(outcome)).toArray(String[]::new);
    meter.spec().count(registry, counts, now -> count.applyAsLong(now.now()), tags);
  }
}
