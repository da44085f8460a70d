package io.millrace.schemas.serde;

import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.schemas.registry.SchemaRegistryClient;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes vector records in Confluent's wire format: byte 0, the schema's id as 4 bytes big-endian,
 * Avro binary. The schema's subject is {@code <topic>-value}; the schema of an {@link
 * io.millrace.schemas.AttributedVectorRecord} has its attributes. A null, which deletes a chunk,
 * stays a null.
 *
 * <p>Made by its class name and {@link #configure configured} like Confluent's own serializer, with
 * the keys of {@link RegistryConfig}. Thread safe once configured. The registry is asked at the
 * first record of a topic with these attributes, not at every record.
 */
public final class VectorRecordSerializer implements Serializer<VectorRecord> {
  private @Nullable WriterSchemas schemas;

  /** For Kafka, which calls {@link #configure} next. */
  public VectorRecordSerializer() {}

  /**
   * @throws org.apache.kafka.common.config.ConfigException if a key is missing or wrong, or if the
   *     serializer is meant for keys
   */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    ValuesOnly.require(isKey, getClass());
    RegistryConfig config = RegistryConfig.from(configs);
    schemas = new WriterSchemas(new SchemaRegistryClient(config), config.writing());
  }

  /**
   * @throws org.apache.kafka.common.errors.SerializationException if the record itself cannot be
   *     written: a field is null or does not fit the registered schema
   * @throws io.millrace.schemas.registry.RegistryException if the registry gives no schema to write
   *     with; nothing is wrong with the record
   */
  @Override
  public byte @Nullable [] serialize(String topic, @Nullable VectorRecord data) {
    return data == null ? null : configured().of(topic + "-value", data).encode(data);
  }

  private WriterSchemas configured() {
    if (schemas == null) {
      throw new IllegalStateException("configure was not called");
    }
    return schemas;
  }
}
