package io.millrace.topology.source;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Where the vectors of a source go.
 *
 * @param chunkIds writes the keys
 * @param vectors writes the values; null is a tombstone
 */
public record VectorsTopic(
    String name, Serializer<String> chunkIds, Serializer<VectorRecord> vectors) {
  public VectorsTopic {
    requireNonNull(name, "name");
    requireNonNull(chunkIds, "chunkIds");
    requireNonNull(vectors, "vectors");
  }
}
