package io.millrace.topology.stage;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.EmbeddedChange;
import io.millrace.topology.model.EmbeddedChange.EmbeddedChunk;
import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.TraceParent;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Emits a vector record for each embedded chunk and a tombstone for each lost one, and only then
 * stores what was emitted: no commit can lie between the two, so the store never promises a vector
 * that is not there.
 */
final class EmitVectors implements Processor<String, EmbeddedChange, String, VectorRecord> {
  private final DocumentSource source;
  private final VectorRecords vectors;
  private final SourceStores stores;
  private final StageCounters counters;
  private final RecordTraces traces;
  private ProcessorContext<String, VectorRecord> context;
  private KeyValueStore<String, DocumentState> documents;
  private Removals removals;
  private KeptVectors keptVectors;

  EmitVectors(
      DocumentSource source, SourceStores stores, StageCounters counters, RecordTraces traces) {
    this.source = source;
    this.vectors = new VectorRecords(source.embedder().space());
    this.stores = stores;
    this.counters = counters;
    this.traces = traces;
  }

  @Override
  public void init(ProcessorContext<String, VectorRecord> processorContext) {
    context = processorContext;
    documents = stores.documents(context);
    removals = new Removals(stores.removals(context));
    keptVectors = new KeptVectors(stores.vectors(context), source.fingerprint());
  }

  @Override
  public void process(Record<String, EmbeddedChange> record) {
    try (RecordTraces.Span span = traces.emit(source.vectors().name())) {
      continueTrace(record.headers(), span);
      emit(record);
      span.done();
    }
  }

  /** The trace goes on from here for whoever reads the vectors. */
  private void continueTrace(Headers headers, RecordTraces.Span span) {
    if (source.passedHeaders().contains(TraceParent.HEADER)) {
      span.traceParent().ifPresent(parent -> TraceParent.put(headers, parent));
    }
  }

  private void emit(Record<String, EmbeddedChange> record) {
    DocumentChange change = record.value().change();
    if (change instanceof DocumentChange.Update update) {
      record.value().vectors().forEach(chunk -> emit(record, update.content().document(), chunk));
    }
    change.lostOrdinals().forEach(ordinal -> emitTombstone(record, ordinal));
    change.lostTexts().forEach(text -> keptVectors.delete(change.documentId(), text));
    store(change);
  }

  private void store(DocumentChange change) {
    switch (change) {
      case DocumentChange.Update update -> {
        documents.put(update.documentId(), update.state());
        removals.forget(update.documentId(), update.state().version());
        counters.embeddedDocuments.increment();
      }
      case DocumentChange.Removal removal -> {
        documents.delete(removal.documentId());
        removals.remember(removal.documentId(), removal.version(), context.currentSystemTimeMs());
        counters.removedDocuments.increment();
      }
    }
  }

  private void emit(Record<String, EmbeddedChange> record, Document document, EmbeddedChunk chunk) {
    VectorRecord vector = vectors.of(document, chunk, context.currentSystemTimeMs());
    context.forward(record.withKey(vector.getChunkId()).withValue(vector));
    counters.vectors.increment();
    if (!chunk.reused()) {
      keptVectors.put(document.id(), chunk.chunk().hash(), chunk.embedding());
    }
  }

  private void emitTombstone(Record<String, EmbeddedChange> record, int ordinal) {
    context.forward(record.withKey(Chunk.id(record.key(), ordinal)).withValue(null));
    counters.tombstones.increment();
  }
}
