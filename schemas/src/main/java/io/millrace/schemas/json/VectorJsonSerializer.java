package io.millrace.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.millrace.schemas.VectorRecord;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes vector records as JSON without a schema, for sinks that cannot take Avro. A null, which
 * deletes a chunk, stays a null; the keys must then be those of {@link ChunkKeySerializer}. Thread
 * safe once configured.
 *
 * <p>Numbers have as few digits as give the same float or double again.
 */
public final class VectorJsonSerializer implements Serializer<VectorRecord> {
  /**
   * {@code qdrant}, the default: {@code {"collection_name", "id", "vector", "payload"}}, where the
   * payload has all fields but the vector and the id is the UUID of version 3 of the chunk's id.
   * {@code none}: one object of all fields.
   */
  public static final String ENVELOPE_CONFIG = "millrace.json.envelope";

  /** Qdrant's collection to write to; required for {@code qdrant}. */
  public static final String COLLECTION_CONFIG = "millrace.json.collection";

  private static final int DIGITS_A_FLOAT = 12;
  private static final int OTHER_FIELDS_BYTES = 1_024;

  private @Nullable JsonEnvelope envelope;
  private String collection = "";

  /** For Kafka, which calls {@link #configure} next. */
  public VectorJsonSerializer() {}

  /**
   * @throws ConfigException if a key is missing or wrong, or if the serializer is meant for keys
   */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    Json.requireValues(isKey, getClass());
    JsonEnvelope configured = JsonEnvelope.from(configs);
    Optional<String> name = JsonEnvelope.collection(configs);
    if (configured == JsonEnvelope.QDRANT && name.isEmpty()) {
      throw new ConfigException(
          COLLECTION_CONFIG + " is required by " + ENVELOPE_CONFIG + " qdrant");
    }
    collection = name.orElse("");
    envelope = configured;
  }

  /**
   * @throws SerializationException if a field is null or a number is not finite
   */
  @Override
  public byte @Nullable [] serialize(String topic, @Nullable VectorRecord data) {
    return data == null ? null : json(data);
  }

  private byte[] json(VectorRecord vector) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(expectedBytes(vector));
        JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
      write(new JsonFields(out), vector);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new SerializationException("the record cannot be written as JSON", e);
    }
  }

  private void write(JsonFields fields, VectorRecord vector) throws IOException {
    switch (configured()) {
      case QDRANT -> fields.writePoint(collection, vector);
      case NONE -> fields.writeFlat(vector);
    }
  }

  private JsonEnvelope configured() {
    if (envelope == null) {
      throw new IllegalStateException("configure was not called");
    }
    return envelope;
  }

  /** Enough for an ASCII text with little metadata; the buffer grows if it has to. */
  private static int expectedBytes(VectorRecord vector) {
    int textBytes = vector.getText() == null ? 0 : vector.getText().length();
    int dimensions = vector.getVector() == null ? 0 : vector.getVector().size();
    return OTHER_FIELDS_BYTES + textBytes + dimensions * DIGITS_A_FLOAT;
  }
}
