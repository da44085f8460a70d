package io.millrace.worker.check;

import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.source.DocumentSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source as the worker does and keeps what each document must look like at the other end:
 * the newest version stands, one that comes late changes nothing.
 */
final class SourceSide {
  private final DocumentSource source;
  private final DeadLetterSide deadLetters;
  private final CheckReport.Collector findings;
  private final Map<String, ExpectedDocument> live = new HashMap<>();
  private final Removed removed = new Removed();
  private final Map<String, Map<String, String>> columns = new HashMap<>();

  /** The last version in which all documents were removed. */
  private long truncated = Long.MIN_VALUE;

  /** Whose tombstones, which have no version, are outdated, too. */
  private final Set<String> outdatedDeletes = new HashSet<>();

  /** Documents whose newer versions have older times: so have their vectors. */
  private final Set<String> unordered = new HashSet<>();

  SourceSide(DocumentSource source, DeadLetterSide deadLetters, CheckReport.Collector findings) {
    this.source = source;
    this.deadLetters = deadLetters;
    this.findings = findings;
  }

  void read(ConsumerRecord<byte[], byte[]> record) {
    boolean hasDeadLetter = deadLetters.has(record);
    Parsed parsed =
        source
            .parser()
            .parse(
                record.key(),
                record.value(),
                record.timestamp(),
                id -> columns.getOrDefault(id, Map.of()));
    switch (parsed) {
      case Parsed.Rejected(_, OptionalLong version) -> reject(record, version, hasDeadLetter);
      case Parsed.Nothing _ -> {}
      case Parsed.Event event -> apply(event, hasDeadLetter);
    }
  }

  /**
   * @param refused whether the model refused the document: the version before it still stands
   */
  void apply(Parsed.Event event, boolean refused) {
    switch (event) {
      case Parsed.Truncate(OptionalLong version) -> version.ifPresent(this::truncate);
      case Parsed.Delete(String id, OptionalLong version) -> {
        boolean isTombstone = version.isEmpty() && outdatedDeletes.remove(id);
        if (!isTombstone && isCurrent(id, version)) {
          delete(id, version);
        } else if (version.isPresent()) {
          outdatedDeletes.add(id);
        }
      }
      case Parsed.Upsert(Document document) -> {
        if (isCurrent(document.id(), document.version())) {
          update(document, refused);
        }
      }
    }
  }

  private void reject(
      ConsumerRecord<byte[], byte[]> record, OptionalLong version, boolean hasDeadLetter) {
    findings.addRejected();
    source
        .parser()
        .documentId(record.key())
        .filter(id -> !isOlderThanKnown(id, version))
        .ifPresent(columns::remove);
    if (deadLetters.isRead() && !hasDeadLetter) {
      findings.add(
          Finding.Kind.MISSING_DEAD_LETTER,
          "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset()));
    }
  }

  private boolean isOlderThanKnown(String id, OptionalLong version) {
    ExpectedDocument known = live.get(id);
    return known != null && known.isNewerThan(version);
  }

  private boolean isCurrent(String id, OptionalLong version) {
    ExpectedDocument known = live.get(id);
    boolean outdated =
        known == null ? removed.isNewerThan(id, version) : known.isNewerThan(version);
    if (outdated) {
      findings.addOutdated();
    }
    return !outdated;
  }

  /** A delete without a version is taken for that of what it deletes: older ones stay away. */
  private void delete(String id, OptionalLong version) {
    ExpectedDocument known = live.remove(id);
    columns.remove(id);
    removed.add(id, version.isPresent() || known == null ? version : known.version());
  }

  /**
   * A source that is not set up for it takes no notice. It holds for all partitions, of which some
   * may be read later: what it removes is left out in the end.
   */
  private void truncate(long version) {
    if (source.keeping().truncates()) {
      truncated = Math.max(truncated, version);
    }
  }

  private void update(Document document, boolean refused) {
    if (source.keeping().columns() && !document.columns().isEmpty()) {
      columns.put(document.id(), document.columns());
    }
    if (!refused) {
      ExpectedDocument before = live.get(document.id());
      boolean hasOwnTime = before == null || before.updatedAtMillis() != document.updatedAtMillis();
      if (isBackInTime(document, before)) {
        unordered.add(document.id());
      }
      ExpectedDocument now =
          ExpectedDocument.of(source, source.splitter().split(document), hasOwnTime);
      live.put(document.id(), before == null ? now : now.orVersionOf(before));
      removed.forget(document.id(), document.version());
    }
  }

  private static boolean isBackInTime(Document document, @Nullable ExpectedDocument before) {
    return before != null && before.updatedAtMillis() > document.updatedAtMillis();
  }

  /** What the source has now; for the end of the reading. */
  Map<String, ExpectedDocument> live() {
    if (truncated > Long.MIN_VALUE) {
      live.values().removeIf(document -> document.isOlderThan(truncated));
    }
    return live;
  }

  /** Whether the document's vectors must be written in the order of their times. */
  boolean isOrdered(String documentId) {
    return !unordered.contains(documentId);
  }
}
