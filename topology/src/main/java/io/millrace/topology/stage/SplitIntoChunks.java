package io.millrace.topology.stage;

import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.Document;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Cuts a document into chunks that fit the model, or takes them from the look-ahead, which did the
 * same before.
 */
final class SplitIntoChunks implements Processor<String, Document, String, ChunkedDocument> {
  private final ChunkSplitter splitter;
  private final LookAhead lookAhead;
  private ProcessorContext<String, ChunkedDocument> context;

  SplitIntoChunks(ChunkSplitter splitter, LookAhead lookAhead) {
    this.splitter = splitter;
    this.lookAhead = lookAhead;
  }

  @Override
  public void init(ProcessorContext<String, ChunkedDocument> processorContext) {
    context = processorContext;
  }

  @Override
  public void process(Record<String, Document> record) {
    Document document = record.value();
    context.forward(record.withValue(document == null ? null : chunks(document)));
  }

  private ChunkedDocument chunks(Document document) {
    return context
        .recordMetadata()
        .flatMap(this::lookedAhead)
        .orElseGet(() -> splitter.split(document));
  }

  private Optional<ChunkedDocument> lookedAhead(RecordMetadata record) {
    return lookAhead.polledRecords().chunks(record.partition(), record.offset());
  }
}
