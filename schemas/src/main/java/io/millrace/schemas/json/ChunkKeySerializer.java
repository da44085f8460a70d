package io.millrace.schemas.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the id of a chunk as the key of its record: as it is, in UTF-8, or for Qdrant as {@code
 * {"id": "<UUID>"}}, by which its sink connector deletes. A null stays a null.
 *
 * <p>Configured with the keys of {@link VectorJsonSerializer}. Without any of them, as beside Avro,
 * keys are plain. Thread safe once configured.
 */
public final class ChunkKeySerializer implements Serializer<String> {
  private boolean isPointId;

  /** For Kafka, which calls {@link #configure} next. */
  public ChunkKeySerializer() {}

  /**
   * @throws org.apache.kafka.common.config.ConfigException if the envelope is unknown
   */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    isPointId = JsonEnvelope.ofKeys(configs).equals(Optional.of(JsonEnvelope.QDRANT));
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable String chunkId) {
    return chunkId == null ? null : key(chunkId).getBytes(UTF_8);
  }

  private String key(String chunkId) {
    return isPointId ? "{\"id\":\"" + JsonEnvelope.pointId(chunkId) + "\"}" : chunkId;
  }
}
