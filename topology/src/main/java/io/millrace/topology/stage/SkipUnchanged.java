package io.millrace.topology.stage;

import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.DocumentVersion;
import io.millrace.topology.source.DocumentSource;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Compares a document with what was emitted of it before, and lets only what changed go on. A
 * version older than what is known came too late and changes nothing.
 */
final class SkipUnchanged implements Processor<String, DocumentVersion, String, DocumentChange> {
  private static final Duration FORGET_INTERVAL = Duration.ofSeconds(10);

  private final DocumentSource source;
  private final String fingerprint;
  private final SourceStores stores;
  private final LookAhead lookAhead;
  private final StageCounters counters;
  private ProcessorContext<String, DocumentChange> context;
  private KeyValueStore<String, DocumentState> documents;
  private Removals removals;
  private Truncates truncates;
  private @Nullable KeyValueStore<String, Map<String, String>> columns;
  private TopicPartition partition;
  private @Nullable String outdatedDelete;

  SkipUnchanged(
      DocumentSource source, SourceStores stores, LookAhead lookAhead, StageCounters counters) {
    this.source = source;
    this.fingerprint = source.fingerprint();
    this.stores = stores;
    this.lookAhead = lookAhead;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<String, DocumentChange> processorContext) {
    context = processorContext;
    documents = stores.documents(context);
    removals = new Removals(stores.removals(context));
    truncates = new Truncates(stores.truncates(context));
    columns = stores.columns(context);
    partition = new TopicPartition(source.topic(), context.taskId().partition());
    lookAhead.polledRecords().open(partition, documents::get);
    context.schedule(
        FORGET_INTERVAL,
        PunctuationType.WALL_CLOCK_TIME,
        now -> removals.forgetBefore(now - source.keeping().removals().toMillis()));
  }

  @Override
  public void close() {
    lookAhead.polledRecords().close(partition);
  }

  @Override
  public void process(Record<String, DocumentVersion> record) {
    DocumentVersion version = record.value();
    DocumentState known = documents.get(version.documentId());
    OptionalLong truncated = truncates.pendingVersion();
    boolean isOutdated =
        isBehindOutdatedDelete(version)
            || isOutdated(version, known)
            || isOlder(version.version(), truncated);
    boolean isDelete = version instanceof DocumentVersion.Deletion;
    outdatedDelete = isOutdated && isDelete ? version.documentId() : null;
    if (isOutdated) {
      counters.outdatedDocuments.increment();
      return;
    }
    switch (version) {
      case DocumentVersion.Deletion deletion -> remove(record, deletion, known);
      case ChunkedDocument document -> update(record, document, known, truncated);
    }
  }

  /** Debezium sends a tombstone, which has no version, right behind each delete. */
  private boolean isBehindOutdatedDelete(DocumentVersion version) {
    return version instanceof DocumentVersion.Deletion
        && version.version().isEmpty()
        && version.documentId().equals(outdatedDelete);
  }

  private static boolean isOlder(OptionalLong version, OptionalLong other) {
    return version.isPresent() && other.isPresent() && version.getAsLong() < other.getAsLong();
  }

  private boolean isOutdated(DocumentVersion version, @Nullable DocumentState known) {
    return known == null
        ? removals.areNewerThan(version.documentId(), version.version())
        : known.isNewerThan(version.version());
  }

  private void remove(
      Record<String, DocumentVersion> record,
      DocumentVersion.Deletion deletion,
      @Nullable DocumentState known) {
    if (columns != null) {
      columns.delete(deletion.documentId());
    }
    if (known != null) {
      context.forward(
          record.withValue(
              new DocumentChange.Removal(
                  deletion.documentId(), removedVersion(deletion, known), known)));
    } else {
      removals.remember(deletion.documentId(), deletion.version(), context.currentSystemTimeMs());
      counters.skippedDocuments.increment();
    }
  }

  /** A delete without a version is taken for that of what it deletes: older ones stay away. */
  private static OptionalLong removedVersion(
      DocumentVersion.Deletion deletion, DocumentState known) {
    return deletion.version().isPresent() ? deletion.version() : known.version();
  }

  private void update(
      Record<String, DocumentVersion> record,
      ChunkedDocument document,
      @Nullable DocumentState known,
      OptionalLong truncated) {
    keepColumns(document);
    DocumentState made = document.state(fingerprint);
    DocumentState since = known == null ? made : made.orVersionOf(known);
    // Without a version of its own it came after the truncate, which must not remove it.
    DocumentState newer = truncated.isPresent() ? since.notBefore(truncated.getAsLong()) : since;
    if (known != null && known.showsSame(newer)) {
      advance(document.documentId(), newer, known);
      counters.skippedDocuments.increment();
    } else {
      context.forward(record.withValue(new DocumentChange.Update(document, newer, known)));
    }
  }

  /** The same content in a newer version: what lies between the two is outdated from now on. */
  private void advance(String documentId, DocumentState newer, DocumentState known) {
    if (!newer.version().equals(known.version())) {
      documents.put(documentId, newer);
    }
  }

  private void keepColumns(ChunkedDocument document) {
    Map<String, String> row = document.document().columns();
    if (columns != null && !row.isEmpty() && !row.equals(columns.get(document.documentId()))) {
      columns.put(document.documentId(), row);
    }
  }
}
