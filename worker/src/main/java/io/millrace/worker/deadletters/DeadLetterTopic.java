package io.millrace.worker.deadletters;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.topic.TopicException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The dead-letter topic as committed. It is read anew for each question: its values may be more
 * than a heap holds.
 *
 * @param client properties of the Kafka client, at least {@code bootstrap.servers}
 */
public record DeadLetterTopic(Map<String, String> client, String name) {
  public DeadLetterTopic {
    client = Map.copyOf(client);
    requireNonNull(name, "name");
  }

  /**
   * Reads which letters are replayed.
   *
   * @throws TopicException if no broker answers or there is no such topic
   */
  public LetterHistory history() {
    LetterHistory history = new LetterHistory();
    committed().scan(new ByteArrayDeserializer(), history::read);
    return history;
  }

  /**
   * Hands over every letter, replayed or not, in order within a partition.
   *
   * @throws TopicException if no broker answers or there is no such topic
   */
  public void letters(Consumer<DeadLetter> each) {
    committed().scan(new ByteArrayDeserializer(), record -> DeadLetter.of(record).ifPresent(each));
  }

  /** The letter at a position, if there is one. */
  public Optional<DeadLetter> letter(LetterPosition at) {
    try (SingleRecords records = new SingleRecords(client)) {
      return records
          .at(new TopicPartition(name, at.partition()), at.offset())
          .flatMap(DeadLetter::of);
    }
  }

  /** A value that was too long for its letter, if it is still where it was read. */
  public Optional<byte[]> omittedValue(DeadLetter letter) {
    try (SingleRecords records = new SingleRecords(client)) {
      return records.originalOf(letter).map(ConsumerRecord::value);
    }
  }

  CommittedTopic committed() {
    return new CommittedTopic(client, name);
  }
}
