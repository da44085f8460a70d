package io.millrace.topology.deadletter;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.model.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
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

  /** What the names of all headers begin with that Millrace writes. */
  public static final String PREFIX = "millrace.";

  /** Why, as {@link io.millrace.topology.model.Rejection.Reason} names it. */
  public static final String REASON = "millrace.reason";

  /** Why, for people. */
  public static final String DETAIL = "millrace.detail";

  /** Where it was found, as {@link io.millrace.topology.model.Rejection.Stage} names it. */
  public static final String STAGE = "millrace.stage";

  /** Where the record was read: topic, and as decimal texts partition, offset and timestamp. */
  public static final String TOPIC = "millrace.topic";

  public static final String PARTITION = "millrace.partition";
  public static final String OFFSET = "millrace.offset";
  public static final String TIMESTAMP = "millrace.timestamp";

  /** Length in bytes of a value that was too long to be carried; it is still at its coordinates. */
  public static final String OMITTED_VALUE_BYTES = "millrace.value.omitted.bytes";

  /** Length in bytes of a key that was too long to be carried. */
  public static final String OMITTED_KEY_BYTES = "millrace.key.omitted.bytes";

  /** Number of headers that were too large to be carried, if there are any. */
  public static final String OMITTED_HEADERS = "millrace.headers.omitted";

  /**
   * On a record that was replayed: the dead letter it was, as {@code topic-partition@offset}. The
   * next dead letter passes it on.
   */
  public static final String REPLAY_OF = "millrace.replay.of";

  /**
   * The only header of a record that marks another as replayed: its {@code partition@offset} in the
   * same topic.
   */
  public static final String REPLAYED = "millrace.replayed";

  /** Fits the 1 MiB that brokers and producers take by default, with key and headers. */
  private static final int DEFAULT_MAX_VALUE_BYTES = 768 << 10;

  private static final int MAX_KEY_BYTES = 128 << 10;

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
    Headers headers = SourceHeaders.carriedOf(context.headers());
    addReason(headers, rejection);
    addCoordinates(headers, context);
    byte @Nullable [] key =
        carried(context.sourceRawKey(), MAX_KEY_BYTES, OMITTED_KEY_BYTES, headers);
    byte @Nullable [] value =
        carried(context.sourceRawValue(), maxValueBytes, OMITTED_VALUE_BYTES, headers);
    return new ProducerRecord<>(deadLetterTopic, null, context.timestamp(), key, value, headers);
  }

  private static byte @Nullable [] carried(
      byte @Nullable [] bytes, int maxBytes, String omitted, Headers headers) {
    if (bytes == null || bytes.length <= maxBytes) {
      return bytes;
    }
    add(headers).accept(omitted, bytes.length);
    return null;
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
