package io.millrace.worker.demo;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.worker.topic.CommittedTopic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Finds the chunks nearest to a query by reading the vectors topic through: exact, and nothing is
 * kept from one search to the next. A vector database does it from an index.
 */
final class VectorSearch {
  private final CommittedTopic vectors;
  private final Deserializer<VectorRecord> deserializer;

  VectorSearch(CommittedTopic vectors, Deserializer<VectorRecord> deserializer) {
    this.vectors = vectors;
    this.deserializer = deserializer;
  }

  /** A chunk and its cosine similarity to the query. */
  record Hit(String documentId, double score) {}

  /** For each query its nearest chunks, nearest first. */
  List<List<Hit>> nearest(List<float[]> queries, int count) {
    List<Map<String, Hit>> hits = new ArrayList<>();
    queries.forEach(query -> hits.add(new HashMap<>()));
    vectors.scan(
        deserializer,
        record -> {
          for (int i = 0; i < queries.size(); i++) {
            score(record, queries.get(i), hits.get(i));
          }
        });
    return hits.stream().map(all -> best(all, count)).toList();
  }

  private static void score(
      ConsumerRecord<byte[], VectorRecord> record, float[] query, Map<String, Hit> hits) {
    String chunkId = new String(record.key(), StandardCharsets.UTF_8);
    VectorRecord vector = record.value();
    if (vector == null) {
      hits.remove(chunkId);
    } else {
      hits.put(chunkId, new Hit(vector.getDocId(), dot(query, vector)));
    }
  }

  /** Both have unit length: their dot product is the cosine. */
  private static double dot(float[] query, VectorRecord vector) {
    FloatVector other = FloatVector.copyOf(vector.getVector());
    double sum = 0;
    for (int i = 0; i < query.length; i++) {
      sum += (double) query[i] * other.at(i);
    }
    return sum;
  }

  private static List<Hit> best(Map<String, Hit> hits, int count) {
    return hits.values().stream()
        .sorted(Comparator.comparingDouble(Hit::score).reversed())
        .limit(count)
        .toList();
  }
}
