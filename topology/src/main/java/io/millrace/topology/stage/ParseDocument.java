package io.millrace.topology.stage;

import io.millrace.topology.deadletter.DocumentRejectedException;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.port.TracedRecord;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.TraceParent;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

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
  private KeyValueStore<String, DocumentState> documents;
  private @Nullable KeyValueStore<String, Map<String, String>> columns;

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
    documents = stores.documents(context);
    columns = stores.columns(context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    counters.records.increment();
    context
        .recordMetadata()
        .ifPresent(at -> lookAhead.polledRecords().reached(Stages.partition(at), at.offset()));
    try (RecordTraces.Span span = lookAhead.traces().process(() -> traced(record.headers()))) {
      forward(record);
      span.done();
    }
  }

  /** In the trace that the look-ahead began for it, or in its own. */
  private TracedRecord traced(Headers headers) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    Optional<String> traceParent =
        lookAhead
            .polledRecords()
            .traceParent(Stages.partition(at), at.offset())
            .or(() -> TraceParent.of(headers));
    return new TracedRecord(source.name(), at.topic(), at.partition(), at.offset(), traceParent);
  }

  private void forward(Record<byte[], byte[]> record) {
    switch (parsed(record)) {
      case Parsed.Rejected(Rejection rejection, OptionalLong version) -> {
        forgetColumns(record.key(), version);
        throw rejected(rejection);
      }
      case Parsed.Truncate truncate when !isExpected(truncate) ->
          throw rejected(unexpected(truncate));
      case Parsed.Nothing _ -> counters.skippedDocuments.increment();
      case Parsed.Event event ->
          context.forward(
              new Record<>(
                  event.documentId(), event, record.timestamp(), passed(record.headers())));
    }
  }

  private Parsed parsed(Record<byte[], byte[]> record) {
    return source
        .parser()
        .parse(record.key(), record.value(), record.timestamp(), this::knownColumns);
  }

  private Map<String, String> knownColumns(String documentId) {
    Map<String, String> row = columns == null ? null : columns.get(documentId);
    return row == null ? Map.of() : row;
  }

  /**
   * The row is another now, and nobody knows which: a later event must not be filled from it. Not
   * so if what was rejected is older than what is known, such as a dead letter that is replayed.
   */
  private void forgetColumns(byte @Nullable [] key, OptionalLong version) {
    if (columns != null) {
      source
          .parser()
          .documentId(key)
          .filter(documentId -> !isOutdated(documentId, version))
          .ifPresent(columns::delete);
    }
  }

  private boolean isOutdated(String documentId, OptionalLong version) {
    DocumentState known = documents.get(documentId);
    return known != null && known.isNewerThan(version);
  }

  private boolean isExpected(Parsed.Truncate truncate) {
    return source.keeping().truncates() && truncate.version().isPresent();
  }

  private static Rejection unexpected(Parsed.Truncate truncate) {
    return new Rejection(
        Rejection.Stage.PARSE,
        Rejection.Reason.UNEXPECTED_TRUNCATE,
        truncate.version().isPresent()
            ? "the table was truncated: set source.format to debezium, so that all partitions are"
                + " told"
            : "the table was truncated, but nothing orders the truncate and the rows: set"
                + " source.order to other than arrival");
  }

  private DocumentRejectedException rejected(Rejection rejection) {
    counters.rejected(source.name(), rejection);
    lookAhead.traces().rejected(rejection.reason().name());
    return new DocumentRejectedException(rejection);
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
