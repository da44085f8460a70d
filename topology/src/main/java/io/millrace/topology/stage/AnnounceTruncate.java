package io.millrace.topology.stage;

import io.millrace.topology.model.Parsed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Tells every partition that all documents of the source are gone: the event itself is in one of
 * them, the documents are in all.
 */
final class AnnounceTruncate implements Processor<String, Parsed.Event, byte[], Parsed.Truncate> {
  private static final byte[] NO_KEY = {};

  private ProcessorContext<byte[], Parsed.Truncate> context;

  @Override
  public void init(ProcessorContext<byte[], Parsed.Truncate> processorContext) {
    context = processorContext;
  }

  @Override
  public void process(Record<String, Parsed.Event> record) {
    if (record.value() instanceof Parsed.Truncate truncate) {
      context.forward(record.withKey(NO_KEY).withValue(truncate));
    }
  }
}
