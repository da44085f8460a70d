package io.millrace.worker.reembed;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.json.ChunkKeySerializer;
import io.millrace.schemas.json.VectorJsonSerializer;
import io.millrace.topology.model.Chunk;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A vectors topic without a broker: documents on a circle, by their angle. */
final class TestVectors {
  private final LiveVectors vectors;
  private final ChunkKeySerializer keys = new ChunkKeySerializer();
  private String space;

  TestVectors(String space, int maxVectors) {
    this.vectors = new LiveVectors(maxVectors, Long.MAX_VALUE);
    this.space = space;
  }

  TestVectors(String space) {
    this(space, Integer.MAX_VALUE);
  }

  LiveVectors live() {
    return vectors;
  }

  /** Keys are the ids of Qdrant's points. */
  TestVectors asPoints() {
    keys.configure(Map.of(VectorJsonSerializer.ENVELOPE_CONFIG, "qdrant"), true);
    return this;
  }

  /** What is written from now on has this space. */
  TestVectors inSpace(String other) {
    space = other;
    return this;
  }

  TestVectors document(String id, double degrees) {
    return chunk(id, 0, "text of " + id, degrees);
  }

  TestVectors chunk(String id, int ordinal, String text, double degrees) {
    float[] vector = {
      (float) Math.cos(Math.toRadians(degrees)), (float) Math.sin(Math.toRadians(degrees))
    };
    read(
        Chunk.id(id, ordinal),
        VectorRecord.newBuilder()
            .setChunkId(Chunk.id(id, ordinal))
            .setDocId(id)
            .setOrdinal(ordinal)
            .setText(text)
            .setVector(FloatVector.of(vector))
            .setModel("circle")
            .setSpace(space)
            .setTokens(1)
            .setUpdatedAt(0)
            .setEmbeddedAt(0)
            .setMetadata(Map.of())
            .build());
    return this;
  }

  TestVectors tombstone(String id, int ordinal) {
    read(Chunk.id(id, ordinal), null);
    return this;
  }

  private void read(String chunkId, @Nullable VectorRecord record) {
    vectors.read(new ConsumerRecord<>("vectors", 0, 0, keys.serialize("vectors", chunkId), record));
  }
}
