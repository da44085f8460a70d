package io.millrace.topology.stage;

import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.EmbeddedChange;
import io.millrace.topology.model.EmbeddedChange.EmbeddedChunk;
import io.millrace.topology.port.VectorSpace;
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
  private final String model;
  private final String space;
  private final StageCounters counters;
  private ProcessorContext<String, VectorRecord> context;
  private KeyValueStore<String, DocumentState> documents;

  EmitVectors(VectorSpace space, StageCounters counters) {
    this.model = space.model();
    this.space = space.fingerprint();
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<String, VectorRecord> processorContext) {
    context = processorContext;
    documents = context.getStateStore(Stages.DOCUMENTS_STORE);
  }

  @Override
  public void process(Record<String, EmbeddedChange> record) {
    DocumentChange change = record.value().change();
    if (change instanceof DocumentChange.Update update) {
      record.value().vectors().forEach(chunk -> emit(record, update.document(), chunk));
    }
    change.lostOrdinals().forEach(ordinal -> emitTombstone(record, ordinal));
    switch (change) {
      case DocumentChange.Update update -> documents.put(update.documentId(), update.state());
      case DocumentChange.Removal removal -> documents.delete(removal.documentId());
    }
  }

  private void emit(Record<String, EmbeddedChange> record, Document document, EmbeddedChunk chunk) {
    VectorRecord vector = vector(document, chunk);
    context.forward(record.withKey(vector.getChunkId()).withValue(vector));
    counters.vectors.increment();
  }

  private void emitTombstone(Record<String, EmbeddedChange> record, int ordinal) {
    context.forward(record.withKey(Chunk.id(record.key(), ordinal)).withValue(null));
    counters.tombstones.increment();
  }

  private VectorRecord vector(Document document, EmbeddedChunk embedded) {
    VectorRecord vector = withoutAttributes(document, embedded);
    return document.attributes().isEmpty()
        ? vector
        : new AttributedVectorRecord(vector, document.attributes());
  }

  private VectorRecord withoutAttributes(Document document, EmbeddedChunk embedded) {
    Chunk chunk = embedded.chunk();
    return VectorRecord.newBuilder()
        .setChunkId(Chunk.id(document.id(), chunk.ordinal()))
        .setDocId(document.id())
        .setOrdinal(chunk.ordinal())
        .setText(chunk.text())
        .setStartOffset(chunk.start())
        .setEndOffset(chunk.end())
        .setVector(FloatVector.of(embedded.embedding().vector()))
        .setModel(model)
        .setSpace(space)
        .setTokens(embedded.embedding().tokens())
        .setUpdatedAt(document.updatedAtMillis())
        .setEmbeddedAt(context.currentSystemTimeMs())
        .setMetadata(document.metadata())
        .build();
  }
}
