package io.millrace.worker.deadletters;

import io.millrace.worker.topic.TopicException;
import io.millrace.worker.topic.TopicFollower;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Keeps the last letters of a dead-letter topic, without their contents. Thread safe. */
public final class RecentDeadLetters implements AutoCloseable {
  private static final int MOST = 20;

  private final List<Written> newestFirst = new ArrayList<>();
  private final TopicFollower follower;

  private RecentDeadLetters(DeadLetterTopic topic) {
    this.follower =
        TopicFollower.start(
            "recent-dead-letters",
            topic.committed().tail(new ByteArrayDeserializer(), MOST),
            this::read);
  }

  /**
   * Starts with the last letters of each partition, and follows from there.
   *
   * @throws TopicException if there is no such topic
   */
  public static RecentDeadLetters follow(DeadLetterTopic topic) {
    return new RecentDeadLetters(topic);
  }

  /** A letter and when it was written. */
  private record Written(long millis, RecentDeadLetter letter) {}

  /** The last letters, at most 20, by when they were written. */
  public synchronized List<RecentDeadLetter> newestFirst() {
    return newestFirst.stream().map(Written::letter).toList();
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter.of(record)
        .map(RecentDeadLetter::of)
        .ifPresent(letter -> keep(new Written(record.timestamp(), letter)));
  }

  /** Partitions are read one after the other, so that the last one read may be an old one. */
  private synchronized void keep(Written letter) {
    int place = 0;
    while (place < newestFirst.size() && newestFirst.get(place).millis() > letter.millis()) {
      place++;
    }
    newestFirst.add(place, letter);
    if (newestFirst.size() > MOST) {
      newestFirst.removeLast();
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
