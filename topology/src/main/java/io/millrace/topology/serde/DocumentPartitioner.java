package io.millrace.topology.serde;

import io.millrace.topology.model.Chunk;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Partitions chunks by their document, so that all chunks of a document stay in one partition, in
 * order. The function is the producer's own (murmur2), so that a vectors topic with as many
 * partitions as the documents topic has each document in the partition of the same number.
 */
public final class DocumentPartitioner<V> implements StreamPartitioner<String, V> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String chunkId, V value, int numPartitions) {
    byte[] documentId = Chunk.documentId(chunkId).getBytes(StandardCharsets.UTF_8);
    return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(documentId)) % numPartitions));
  }
}
