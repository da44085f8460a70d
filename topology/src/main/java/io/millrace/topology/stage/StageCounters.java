package io.millrace.topology.stage;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.millrace.topology.model.Rejection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the stages of one process did since it started, aborted transactions included. Thread safe.
 */
public final class StageCounters {
  final LongAdder records = new LongAdder();
  final LongAdder embeddedDocuments = new LongAdder();
  final LongAdder removedDocuments = new LongAdder();
  final LongAdder skippedDocuments = new LongAdder();
  final LongAdder outdatedDocuments = new LongAdder();
  final LongAdder vectors = new LongAdder();
  final LongAdder tombstones = new LongAdder();
  final LongAdder reusedChunks = new LongAdder();
  final LongAdder lookedAheadChunks = new LongAdder();
  final LongAdder onDemandChunks = new LongAdder();

  private final Map<Cause, LongAdder> rejected = new ConcurrentHashMap<>();

  void rejected(String source, Rejection rejection) {
    rejected
        .computeIfAbsent(new Cause(source, rejection.reason()), _ -> new LongAdder())
        .increment();
  }

  /** Records sent to the dead letters by source and reason, as far as there were any. */
  public Map<Cause, Long> rejections() {
    return rejected.entrySet().stream()
        .collect(toUnmodifiableMap(Map.Entry::getKey, cause -> cause.getValue().sum()));
  }

  /** The counts now. */
  public Counts counts() {
    return new Counts(
        records.sum(),
        embeddedDocuments.sum(),
        removedDocuments.sum(),
        skippedDocuments.sum(),
        outdatedDocuments.sum(),
        vectors.sum(),
        tombstones.sum(),
        rejected.values().stream().mapToLong(LongAdder::sum).sum(),
        reusedChunks.sum(),
        lookedAheadChunks.sum(),
        onDemandChunks.sum());
  }

  /**
   * What records were rejected for.
   *
   * @param source its name
   */
  public record Cause(String source, Rejection.Reason reason) {}

  /**
   * A moment's counts.
   *
   * @param records records read from the source
   * @param embeddedDocuments versions of documents that were written, reused vectors included
   * @param removedDocuments documents that were deleted or truncated
   * @param skippedDocuments documents whose text and metadata had not changed
   * @param outdatedDocuments versions of documents that came after a newer one
   * @param vectors vectors emitted
   * @param tombstones tombstones emitted
   * @param rejected records sent to the dead letters
   * @param reusedChunks chunks whose vector was kept from an earlier version of their document
   * @param lookedAheadChunks chunks whose embedding had been asked for before they were processed
   * @param onDemandChunks chunks submitted while they were processed
   */
  public record Counts(
      long records,
      long embeddedDocuments,
      long removedDocuments,
      long skippedDocuments,
      long outdatedDocuments,
      long vectors,
      long tombstones,
      long rejected,
      long reusedChunks,
      long lookedAheadChunks,
      long onDemandChunks) {}
}
