package io.millrace.worker.demo;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.worker.local.InputException;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.topic.TopicFollower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the documents nearest to a query among the vectors of a topic, which it follows into
 * memory: exact, and a vector is found as soon as it is committed. A vector database does it from
 * an index. Thread safe.
 */
final class DemoSearch implements AutoCloseable {
  /** About 200 MiB of the built-in model's vectors. */
  private static final int MOST_CHUNKS = 100_000;

  private static final int EXCERPT_CHARS = 240;
  private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 20;
  private static final Logger LOG = LoggerFactory.getLogger(DemoSearch.class);

  private final Map<String, Chunk> chunks = new ConcurrentHashMap<>();
  private final AtomicBoolean full = new AtomicBoolean();
  private final TopicFollower follower;

  DemoSearch(CommittedTopic vectors, Deserializer<VectorRecord> deserializer) {
    this.follower = TopicFollower.start("demo-search", vectors.whole(deserializer), this::read);
  }

  /** A document's nearest chunk and its cosine similarity to the query. */
  record Hit(String documentId, String excerpt, double score) {}

  private record Chunk(String documentId, String excerpt, FloatVector vector) {}

  /**
   * The documents nearest to a query, nearest first.
   *
   * @param query of unit length, as the vectors
   */
  List<Hit> nearest(float[] query, int count) {
    Map<String, Hit> best =
        chunks.values().stream()
            .map(chunk -> new Hit(chunk.documentId(), chunk.excerpt(), dot(query, chunk.vector())))
            .collect(
                Collectors.toMap(
                    Hit::documentId,
                    hit -> hit,
                    BinaryOperator.maxBy(Comparator.comparingDouble(Hit::score))));
    return best.values().stream()
        .sorted(Comparator.comparingDouble(Hit::score).reversed())
        .limit(count)
        .toList();
  }

  /**
   * Waits until it has read so many offsets, of all partitions together.
   *
   * @throws InputException if it cannot
   */
  void awaitPosition(long offsets) throws InterruptedException {
    long startNanos = System.nanoTime();
    while (follower.position() < offsets) {
      if (!follower.isFollowing() || System.nanoTime() - startNanos > CATCH_UP_TIMEOUT.toNanos()) {
        throw new InputException("no search: the vectors cannot be read");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private void read(ConsumerRecord<byte[], VectorRecord> record) {
    String chunkId = new String(record.key(), StandardCharsets.UTF_8);
    VectorRecord vector = record.value();
    if (vector == null) {
      chunks.remove(chunkId);
    } else if (chunks.size() < MOST_CHUNKS || chunks.containsKey(chunkId)) {
      chunks.put(chunkId, chunk(vector));
    } else if (full.compareAndSet(false, true)) {
      LOG.warn("the demo searches {} chunks; those beyond are not found", MOST_CHUNKS);
    }
  }

  private static Chunk chunk(VectorRecord vector) {
    return new Chunk(
        vector.getDocId(), excerpt(vector.getText()), FloatVector.copyOf(vector.getVector()));
  }

  /** Does not cut between the two halves of a character. */
  private static String excerpt(String text) {
    if (text.length() <= EXCERPT_CHARS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(EXCERPT_CHARS - 1)) ? 1 : 0;
    return text.substring(0, EXCERPT_CHARS - end) + "…";
  }

  /** Both have unit length: their dot product is the cosine. */
  private static double dot(float[] query, FloatVector other) {
    double sum = 0;
    for (int i = 0; i < query.length; i++) {
      sum += (double) query[i] * other.at(i);
    }
    return sum;
  }

  @Override
  public void close() {
    follower.close();
  }
}
