package io.millrace.topology;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Who writes the vectors topics.
 *
 * @param chunkIds the keys
 * @param vectors the values; null is a tombstone
 */
public record VectorSerializers(Serializer<String> chunkIds, Serializer<VectorRecord> vectors) {
  public VectorSerializers {
    requireNonNull(chunkIds, "chunkIds");
    requireNonNull(vectors, "vectors");
  }
}
