package io.millrace.topology.stage;

import io.millrace.topology.model.Parsed;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Tells every partition that all documents of the source are gone: the event itself is in one of
 * them, the documents are in all. What is told is its version; without one {@code ParseDocument}
 * rejects it.
 */
final class AnnounceTruncate implements Processor<String, Parsed.Event, byte[], Long> {
  private static final byte[] NO_KEY = {};

  private ProcessorContext<byte[], Long> context;

  @Override
  public void init(ProcessorContext<byte[], Long> processorContext) {
    context = processorContext;
  }

  @Override
  public void process(Record<String, Parsed.Event> record) {
    if (record.value() instanceof Parsed.Truncate(OptionalLong version)) {
      context.forward(record.withKey(NO_KEY).withValue(version.orElseThrow()));
    }
  }
}
