package io.millrace.worker.deadletters;

import io.millrace.topology.deadletter.DeadLetterHandler;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * A record that a worker rejected.
 *
 * @param source the partition it was read from
 * @param sourceOffset and its offset there
 * @param record as it lies in the dead-letter topic
 */
public record DeadLetter(
    LetterPosition at,
    TopicPartition source,
    long sourceOffset,
    String reason,
    String stage,
    String detail,
    ConsumerRecord<byte[], byte[]> record) {

  /** Empty for what no worker wrote: such topics are often shared. */
  static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    Optional<String> reason = HeaderText.of(headers, DeadLetterHandler.REASON);
    Optional<TopicPartition> source = source(headers);
    Optional<Long> offset = HeaderText.number(headers, DeadLetterHandler.OFFSET);
    if (reason.isEmpty() || source.isEmpty() || offset.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DeadLetter(
            new LetterPosition(record.partition(), record.offset()),
            source.get(),
            offset.get(),
            reason.get(),
            HeaderText.of(headers, DeadLetterHandler.STAGE).orElse(""),
            HeaderText.of(headers, DeadLetterHandler.DETAIL).orElse(""),
            record));
  }

  private static Optional<TopicPartition> source(Headers headers) {
    return HeaderText.of(headers, DeadLetterHandler.TOPIC)
        .flatMap(topic ->
            HeaderText.number(headers, DeadLetterHandler.PARTITION)
                .filter(partition -> partition <= Integer.MAX_VALUE)
                .map(partition -> new TopicPartition(topic, partition.intValue())));
  }

  /** Of the rejected record, in milliseconds since 1970. */
  public long timestampMillis() {
    return HeaderText.number(record.headers(), DeadLetterHandler.TIMESTAMP)
        .orElse(record.timestamp());
  }

  /** Where the rejected record was: {@code topic-partition@offset}. */
  public String coordinates() {
    return source + "@" + sourceOffset;
  }

  /** Length of the rejected value, carried or not; 0 for a tombstone. */
  public long valueBytes() {
    int carried = record.value() == null ? 0 : record.value().length;
    return omittedValueBytes().orElse((long) carried);
  }

  /** Length of a value that was too long to be carried. */
  public Optional<Long> omittedValueBytes() {
    return HeaderText.number(record.headers(), DeadLetterHandler.OMITTED_VALUE_BYTES);
  }

  /** Whether the key or headers were too large to be carried. */
  boolean lacksKeyOrHeaders() {
    Headers headers = record.headers();
    return headers.lastHeader(DeadLetterHandler.OMITTED_KEY_BYTES) != null
        || headers.lastHeader(DeadLetterHandler.OMITTED_HEADERS) != null;
  }

  /** The earlier letter in the same topic that this one is a replay of. */
  Optional<LetterPosition> replayOf() {
    String own = record.topic() + "-";
    return HeaderText.of(record.headers(), DeadLetterHandler.REPLAY_OF)
        .filter(written -> written.startsWith(own))
        .flatMap(written -> LetterPosition.parse(written.substring(own.length())));
  }
}
