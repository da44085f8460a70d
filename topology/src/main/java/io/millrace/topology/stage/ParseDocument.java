package io.millrace.topology.stage;

import io.millrace.topology.deadletter.DocumentRejectedException;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.source.DocumentParser;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads a record's bytes as a document, keyed by its id; null for a deleted one. Rejects what it
 * cannot read. As the first stage it tells the look-ahead how far the stream is, whatever becomes
 * of the record.
 */
final class ParseDocument implements Processor<byte[], byte[], String, Document> {
  private final DocumentParser parser;
  private final LookAhead lookAhead;
  private final StageCounters counters;
  private ProcessorContext<String, Document> context;

  ParseDocument(DocumentParser parser, LookAhead lookAhead, StageCounters counters) {
    this.parser = parser;
    this.lookAhead = lookAhead;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<String, Document> processorContext) {
    context = processorContext;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    counters.records.increment();
    context
        .recordMetadata()
        .ifPresent(at -> lookAhead.polledRecords().reached(at.partition(), at.offset()));
    switch (parser.parse(record.key(), record.value(), record.timestamp())) {
      case Parsed.Rejected rejected -> {
        counters.rejected.increment();
        throw new DocumentRejectedException(rejected.rejection());
      }
      case Parsed.Delete(String id, OptionalLong _) ->
          context.forward(record.withKey(id).withValue(null));
      case Parsed.Nothing _, Parsed.Truncate _ -> {}
      case Parsed.Upsert(Document document) ->
          context.forward(record.withKey(document.id()).withValue(document));
    }
  }
}
