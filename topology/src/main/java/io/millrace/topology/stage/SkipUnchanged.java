package io.millrace.topology.stage;

import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.DocumentState;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Compares a document with what was emitted of it before, and lets only what changed go on. */
final class SkipUnchanged implements Processor<String, ChunkedDocument, String, DocumentChange> {
  private final String space;
  private final LookAhead lookAhead;
  private final StageCounters counters;
  private ProcessorContext<String, DocumentChange> context;
  private KeyValueStore<String, DocumentState> documents;

  SkipUnchanged(String space, LookAhead lookAhead, StageCounters counters) {
    this.space = space;
    this.lookAhead = lookAhead;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<String, DocumentChange> processorContext) {
    context = processorContext;
    documents = context.getStateStore(Stages.DOCUMENTS_STORE);
    lookAhead.polledRecords().open(context.taskId().partition(), documents::get);
  }

  @Override
  public void close() {
    lookAhead.polledRecords().close(context.taskId().partition());
  }

  @Override
  public void process(Record<String, ChunkedDocument> record) {
    DocumentState known = documents.get(record.key());
    DocumentChange change = change(record.key(), record.value(), known);
    if (change == null) {
      counters.skippedDocuments.increment();
    } else {
      context.forward(record.withValue(change));
    }
  }

  private @Nullable DocumentChange change(
      String documentId, @Nullable ChunkedDocument content, @Nullable DocumentState known) {
    if (content == null) {
      return known == null ? null : new DocumentChange.Removal(documentId, known.lostOrdinals(0));
    }
    DocumentState newer = content.state(space);
    if (known == null) {
      return update(content, newer, new DocumentState(space, newer.metadataHash(), List.of()));
    }
    return known.equals(newer) ? null : update(content, newer, known);
  }

  private static DocumentChange update(
      ChunkedDocument content, DocumentState newer, DocumentState known) {
    return new DocumentChange.Update(
        content.document(),
        known.changedChunks(newer, content.chunks()),
        known.lostOrdinals(content.chunks().size()),
        newer);
  }
}
