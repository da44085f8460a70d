package io.millrace.worker.reembed;

import io.millrace.schemas.VectorRecord;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.topic.TopicException;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads two vectors topics and compares them.
 *
 * @param maxVectors most vectors of each that are held at once
 */
record TopicComparison(Deserializer<VectorRecord> deserializer, int maxVectors) {
  /** A quarter of the heap for both: a worker may run beside. */
  private static final int HEAP_SHARE = 8;

  /**
   * @param queries most chunks to ask with
   */
  Comparison compare(CommittedTopic older, CommittedTopic newer, int queries) {
    try {
      return compare(older.name(), read(older), newer.name(), read(newer), queries);
    } catch (TopicException e) {
      return new Comparison.NotCompared(older.name(), newer.name(), String.valueOf(e.getMessage()));
    }
  }

  private LiveVectors read(CommittedTopic topic) {
    LiveVectors vectors =
        new LiveVectors(maxVectors, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    topic.scan(deserializer, vectors::read);
    return vectors;
  }

  private static Comparison compare(
      String oldTopic, LiveVectors older, String newTopic, LiveVectors newer, int queries) {
    DocumentSample sample = older.sample().smaller(newer.sample());
    older.limitTo(sample);
    newer.limitTo(sample);
    return new Comparison.Compared(
        oldTopic,
        newTopic,
        sample.share(),
        older.documentIds().size(),
        newer.documentIds().size(),
        countOnlyIn(older.documentIds(), newer.documentIds()),
        countOnlyIn(newer.documentIds(), older.documentIds()),
        new NeighbourOverlap(older, newer).measure(queries).orElse(null));
  }

  private static int countOnlyIn(Set<String> one, Set<String> other) {
    return (int) one.stream().filter(id -> !other.contains(id)).count();
  }
}
