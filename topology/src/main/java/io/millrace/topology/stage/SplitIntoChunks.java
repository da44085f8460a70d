package io.millrace.topology.stage;

import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.DocumentVersion;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.source.DocumentSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Cuts a document into chunks that fit the model, or takes them from the look-ahead, which did the
 * same before.
 */
final class SplitIntoChunks implements Processor<String, Parsed.Event, String, DocumentVersion> {
  private final DocumentSource source;
  private final LookAhead lookAhead;
  private ProcessorContext<String, DocumentVersion> context;

  SplitIntoChunks(DocumentSource source, LookAhead lookAhead) {
    this.source = source;
    this.lookAhead = lookAhead;
  }

  @Override
  public void init(ProcessorContext<String, DocumentVersion> processorContext) {
    context = processorContext;
  }

  @Override
  public void process(Record<String, Parsed.Event> record) {
    switch (record.value()) {
      case Parsed.Upsert(Document document) -> context.forward(record.withValue(chunks(document)));
      case Parsed.Delete(String id, OptionalLong version) ->
          context.forward(record.withValue(new DocumentVersion.Deletion(id, version)));
      case Parsed.Truncate _ -> {
        // AnnounceTruncate tells every partition.
      }
    }
  }

  private ChunkedDocument chunks(Document document) {
    return context
        .recordMetadata()
        .flatMap(this::lookedAhead)
        .orElseGet(() -> source.splitter().split(document));
  }

  private Optional<ChunkedDocument> lookedAhead(RecordMetadata at) {
    return lookAhead.polledRecords().chunks(Stages.partition(at), at.offset());
  }
}
