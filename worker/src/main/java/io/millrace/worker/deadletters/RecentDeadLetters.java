package io.millrace.worker.deadletters;

import io.millrace.worker.topic.TopicException;
import io.millrace.worker.topic.TopicFollower;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Keeps the last letters of a dead-letter topic, without their contents. Thread safe. */
public final class RecentDeadLetters implements AutoCloseable {
  private static final int MOST = 20;

  private final Deque<RecentDeadLetter> newestFirst = new ArrayDeque<>();
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

  /** The last letters, at most 20, in the order in which they were read. */
  public synchronized List<RecentDeadLetter> newestFirst() {
    return List.copyOf(newestFirst);
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter.of(record).map(RecentDeadLetter::of).ifPresent(this::keep);
  }

  private synchronized void keep(RecentDeadLetter letter) {
    newestFirst.addFirst(letter);
    if (newestFirst.size() > MOST) {
      newestFirst.removeLast();
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
