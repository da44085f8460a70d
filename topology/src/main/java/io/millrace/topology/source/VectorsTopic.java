package io.millrace.topology.source;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Where the vectors of a source go.
 *
 * @param chunkIds writes the keys
 * @param vectors writes the values; null is a tombstone
 * @param recordBytes longest record that the topic takes
 */
public record VectorsTopic(
    String name, Serializer<String> chunkIds, Serializer<VectorRecord> vectors, long recordBytes) {
  public VectorsTopic {
    requireNonNull(name, "name");
    requireNonNull(chunkIds, "chunkIds");
    requireNonNull(vectors, "vectors");
  }

  /** One that takes any record. */
  public VectorsTopic(String name, Serializer<String> chunkIds, Serializer<VectorRecord> vectors) {
    this(name, chunkIds, vectors, Long.MAX_VALUE);
  }

  /** The same, which takes no longer records than these. */
  public VectorsTopic withRecordBytes(long longest) {
    return new VectorsTopic(name, chunkIds, vectors, longest);
  }
}
