package io.millrace.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.schemas.VectorRecord;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link VectorJsonSerializer} writes, with the same {@code millrace.json.envelope}.
 * Fields beyond the record's own are attributes, in their order, and of the type that their JSON
 * shows; an empty list is one of strings. A null stays a null. Thread safe once configured.
 *
 * <p>Strict: a field that is missing, there twice or of another type is refused, and so is anything
 * behind the record.
 */
public final class VectorJsonDeserializer implements Deserializer<VectorRecord> {
  private @Nullable JsonEnvelope envelope;

  /** For Kafka, which calls {@link #configure} next. */
  public VectorJsonDeserializer() {}

  /**
   * @throws org.apache.kafka.common.config.ConfigException if the envelope is unknown, or if the
   *     deserializer is meant for keys
   */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    Json.requireValues(isKey, getClass());
    envelope = JsonEnvelope.from(configs);
  }

  /**
   * @throws SerializationException if the bytes are no vector record; the message says what is
   *     wrong with them and quotes none
   */
  @Override
  public @Nullable VectorRecord deserialize(String topic, byte @Nullable [] data) {
    return data == null ? null : read(data);
  }

  private VectorRecord read(byte[] data) {
    try (JsonParser in = Json.FACTORY.createParser(data)) {
      JsonRecord record = new JsonRecord(new JsonValues(in));
      return switch (configured()) {
        case QDRANT -> record.readPoint();
        case NONE -> record.readFlat();
      };
    } catch (JsonMismatchException e) {
      throw new SerializationException("not a vector record in JSON: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new SerializationException("not JSON" + place(e));
    }
  }

  /** Jackson's own words would quote the document. */
  private static String place(IOException e) {
    return e instanceof JsonProcessingException problem && problem.getLocation() != null
        ? " at byte " + problem.getLocation().getByteOffset()
        : "";
  }

  private JsonEnvelope configured() {
    if (envelope == null) {
      throw new IllegalStateException("configure was not called");
    }
    return envelope;
  }
}
