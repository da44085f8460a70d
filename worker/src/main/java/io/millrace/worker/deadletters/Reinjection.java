package io.millrace.worker.deadletters;

import io.millrace.topology.deadletter.DeadLetterHandler;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rejected record again: key, value, timestamp and partition as they were, headers
 * without Millrace's own, and one that says which letter it was.
 */
final class Reinjection {
  private final Set<String> sourceTopics;
  private final Optional<byte[]> repair;
  private final SingleRecords records;
  private final Map<String, Integer> partitions = new HashMap<>();

  Reinjection(Set<String> sourceTopics, Optional<byte[]> repair, SingleRecords records) {
    this.sourceTopics = sourceTopics;
    this.repair = repair;
    this.records = records;
  }

  /** What becomes of a letter. */
  sealed interface Outcome {
    record Ready(ProducerRecord<byte[], byte[]> record) implements Outcome {}

    record Impossible(String why) implements Outcome {}
  }

  Outcome of(DeadLetter letter) {
    String topic = letter.source().topic();
    if (!sourceTopics.contains(topic)) {
      return new Outcome.Impossible("\"%s\" is no source topic here".formatted(topic));
    }
    if (partitions(topic) == 0) {
      return new Outcome.Impossible("there is no topic \"%s\"".formatted(topic));
    }
    if (!needsOriginal(letter)) {
      return new Outcome.Ready(record(letter, letter.record()));
    }
    return records
        .originalOf(letter)
        .<Outcome>map(original -> new Outcome.Ready(record(letter, original)))
        .orElseGet(() ->
            new Outcome.Impossible(
                "it was too large to be carried whole and is no longer at "
                    + letter.coordinates()));
  }

  private int partitions(String topic) {
    return partitions.computeIfAbsent(topic, records::partitions);
  }

  private boolean needsOriginal(DeadLetter letter) {
    return letter.lacksKeyOrHeaders()
        || (letter.omittedValueBytes().isPresent() && repair.isEmpty());
  }

  private ProducerRecord<byte[], byte[]> record(
      DeadLetter letter, ConsumerRecord<byte[], byte[]> original) {
    return new ProducerRecord<>(
        letter.source().topic(),
        partition(letter),
        letter.timestampMillis() < 0 ? null : letter.timestampMillis(),
        original.key(),
        repair.orElse(original.value()),
        headers(letter, original.headers()));
  }

  /** Null where the partition is no more: then the key decides. */
  private @Nullable Integer partition(DeadLetter letter) {
    int partition = letter.source().partition();
    return partition < partitions(letter.source().topic()) ? partition : null;
  }

  private static Headers headers(DeadLetter letter, Headers original) {
    Headers headers = new RecordHeaders();
    for (Header header : original) {
      if (!header.key().startsWith(DeadLetterHandler.PREFIX)) {
        headers.add(header);
      }
    }
    String of = letter.record().topic() + "-" + letter.at();
    return headers.add(DeadLetterHandler.REPLAY_OF, of.getBytes(StandardCharsets.UTF_8));
  }
}
