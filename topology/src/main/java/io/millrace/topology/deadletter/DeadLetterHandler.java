package io.millrace.topology.deadletter;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.model.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a rejected record to the dead-letter topic, as it was read, and lets the stream go on.
 * Anything but a rejection is a broken infrastructure or a bug: the stream stops, nothing is
 * committed.
 *
 * <p>The dead letter is written in the same transaction as the offset of the record it stands for.
 */
public final class DeadLetterHandler implements ProcessingExceptionHandler {
  /** Configuration key: values longer than this many bytes are left out of the dead letter. */
  public static final String MAX_VALUE_BYTES_CONFIG = "millrace.dead.letter.max.value.bytes";

  public static final String REASON = "millrace.reason";
  public static final String DETAIL = "millrace.detail";
  public static final String STAGE = "millrace.stage";
  public static final String TOPIC = "millrace.topic";
  public static final String PARTITION = "millrace.partition";
  public static final String OFFSET = "millrace.offset";
  public static final String TIMESTAMP = "millrace.timestamp";

  /** Length in bytes of a value that was too long to be carried; it is still at its coordinates. */
  public static final String OMITTED_VALUE_BYTES = "millrace.value.omitted.bytes";

  /** Fits the 1 MiB that brokers and producers take by default. */
  private static final int DEFAULT_MAX_VALUE_BYTES = 768 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);

  private String deadLetterTopic = "";
  private int maxValueBytes = DEFAULT_MAX_VALUE_BYTES;

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetterTopic =
        requireNonNull(
            (String) configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG),
            StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
    Object limit = configs.get(MAX_VALUE_BYTES_CONFIG);
    if (limit != null) {
      maxValueBytes = Integer.parseInt(limit.toString());
    }
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, @Nullable Record<?, ?> record, Exception exception) {
    if (exception instanceof DocumentRejectedException rejected) {
      log(context, rejected.rejection());
      return Response.resume(List.of(deadLetter(context, rejected.rejection())));
    }
    return Response.fail();
  }

  private static void log(ErrorHandlerContext context, Rejection rejection) {
    LOG.atWarn()
        .addKeyValue("topic", context.topic())
        .addKeyValue("partition", context.partition())
        .addKeyValue("offset", context.offset())
        .addKeyValue("stage", rejection.stage())
        .addKeyValue("reason", rejection.reason())
        .log(rejection.detail());
  }

  private ProducerRecord<byte[], byte[]> deadLetter(
      ErrorHandlerContext context, Rejection rejection) {
    byte @Nullable [] value = context.sourceRawValue();
    Headers headers = new RecordHeaders(context.headers());
    addReason(headers, rejection);
    addCoordinates(headers, context);
    if (value != null && value.length > maxValueBytes) {
      add(headers).accept(OMITTED_VALUE_BYTES, value.length);
      value = null;
    }
    return new ProducerRecord<>(
        deadLetterTopic, null, context.timestamp(), context.sourceRawKey(), value, headers);
  }

  private static void addReason(Headers headers, Rejection rejection) {
    BiConsumer<String, Object> add = add(headers);
    add.accept(REASON, rejection.reason());
    add.accept(DETAIL, rejection.detail());
    add.accept(STAGE, rejection.stage());
  }

  private static void addCoordinates(Headers headers, ErrorHandlerContext context) {
    BiConsumer<String, Object> add = add(headers);
    add.accept(TOPIC, context.topic());
    add.accept(PARTITION, context.partition());
    add.accept(OFFSET, context.offset());
    add.accept(TIMESTAMP, context.timestamp());
  }

  private static BiConsumer<String, Object> add(Headers headers) {
    return (name, value) -> headers.add(name, value.toString().getBytes(StandardCharsets.UTF_8));
  }
}
