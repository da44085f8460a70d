package io.millrace.schemas.serde;

import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.schemas.registry.SchemaRegistryClient;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads vector records in Confluent's wire format, of our schema or of any other that Avro can
 * resolve against it. A schema that also has fields of the types of attributes gives {@link
 * io.millrace.schemas.AttributedVectorRecord}s; other fields are left out. The vector is a {@link
 * io.millrace.schemas.FloatVector}. A null stays a null.
 *
 * <p>Made by its class name and {@link #configure configured} like Confluent's own deserializer,
 * with the keys of {@link RegistryConfig}. Thread safe once configured. The registry is asked once
 * a schema id.
 */
public final class VectorRecordDeserializer implements Deserializer<VectorRecord> {
  private @Nullable ReaderSchemas schemas;

  /** For Kafka, which calls {@link #configure} next. */
  public VectorRecordDeserializer() {}

  /**
   * @throws org.apache.kafka.common.config.ConfigException if a key is missing or wrong, or if the
   *     deserializer is meant for keys
   */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    ValuesOnly.require(isKey, getClass());
    schemas = new ReaderSchemas(new SchemaRegistryClient(RegistryConfig.from(configs)));
  }

  /**
   * @throws org.apache.kafka.common.errors.SerializationException if the bytes are not a vector
   *     record; the message says what is wrong with them
   * @throws io.millrace.schemas.registry.RegistryException if the registry does not tell the
   *     schema; nothing is known to be wrong with the bytes
   */
  @Override
  public @Nullable VectorRecord deserialize(String topic, byte @Nullable [] data) {
    return data == null ? null : configured().of(WireFormat.schemaId(data)).decode(data);
  }

  private ReaderSchemas configured() {
    if (schemas == null) {
      throw new IllegalStateException("configure was not called");
    }
    return schemas;
  }
}
