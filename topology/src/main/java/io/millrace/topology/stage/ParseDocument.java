package io.millrace.topology.stage;

import io.millrace.topology.deadletter.DocumentRejectedException;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.KnownColumns;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Reads a record's bytes as a document, keyed by its id, and rejects what it cannot read. As the
 * first stage it tells the look-ahead how far the stream is, whatever becomes of the record.
 */
final class ParseDocument implements Processor<byte[], byte[], String, Parsed.Event> {
  private final DocumentSource source;
  private final SourceStores stores;
  private final LookAhead lookAhead;
  private final StageCounters counters;
  private ProcessorContext<String, Parsed.Event> context;
  private KnownColumns columns;

  ParseDocument(
      DocumentSource source, SourceStores stores, LookAhead lookAhead, StageCounters counters) {
    this.source = source;
    this.stores = stores;
    this.lookAhead = lookAhead;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<String, Parsed.Event> processorContext) {
    context = processorContext;
    columns = knownColumns();
  }

  private KnownColumns knownColumns() {
    KeyValueStore<String, Map<String, String>> kept = stores.columns(context);
    return kept == null
        ? KnownColumns.none()
        : documentId -> {
          Map<String, String> row = kept.get(documentId);
          return row == null ? Map.of() : row;
        };
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    counters.records.increment();
    context
        .recordMetadata()
        .ifPresent(at -> lookAhead.polledRecords().reached(Stages.partition(at), at.offset()));
    switch (source.parser().parse(record.key(), record.value(), record.timestamp(), columns)) {
      case Parsed.Rejected(Rejection rejection) -> {
        counters.rejected.increment();
        throw new DocumentRejectedException(rejection);
      }
      case Parsed.Truncate _ when !source.keeping().truncates() -> {
        counters.rejected.increment();
        throw new DocumentRejectedException(
            new Rejection(
                Rejection.Stage.PARSE,
                Rejection.Reason.UNEXPECTED_TRUNCATE,
                "the table was truncated: set the source's format to debezium, so that all"
                    + " partitions are told"));
      }
      case Parsed.Nothing _ -> counters.skippedDocuments.increment();
      case Parsed.Event event ->
          context.forward(
              new Record<>(
                  event.documentId(), event, record.timestamp(), passed(record.headers())));
    }
  }

  private Headers passed(Headers headers) {
    RecordHeaders passed = new RecordHeaders();
    headers.forEach(header -> {
      if (source.passedHeaders().contains(header.key())) {
        passed.add(header);
      }
    });
    return passed;
  }
}
