package io.millrace.schemas.serde;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.VectorRecordSchema;
import io.millrace.schemas.registry.IncompatibleSchemaException;
import io.millrace.schemas.registry.SchemaNotFoundException;
import io.millrace.schemas.registry.SchemaRegistryClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/** How records of each schema id are read. An id's schema never changes, so it is kept for ever. */
final class ReaderSchemas {
  private final SchemaRegistryClient registry;
  private final Map<Integer, RecordDecoding> byId = new ConcurrentHashMap<>();

  ReaderSchemas(SchemaRegistryClient registry) {
    this.registry = registry;
  }

  RecordDecoding of(int schemaId) {
    RecordDecoding known = byId.get(schemaId);
    if (known != null) {
      return known;
    }
    RecordDecoding decoding = decodingOf(schemaId);
    byId.put(schemaId, decoding);
    return decoding;
  }

  private RecordDecoding decodingOf(int schemaId) {
    Schema writer = writerSchema(schemaId);
    List<Attribute> attributes = VectorRecordSchema.attributesOf(writer);
    return VectorSchemas.encodeAlike(VectorRecordSchema.of(attributes), writer)
        ? new BulkDecoding(schemaId, attributes)
        : new ResolvedFrom(schemaId, writer, attributes);
  }

  private Schema writerSchema(int schemaId) {
    try {
      return AvroSchemas.parse(registry.schema(schemaId));
    } catch (SchemaNotFoundException e) {
      // The registry answered: it is the record that names a schema nobody registered.
      throw new SerializationException("the registry has no schema %d".formatted(schemaId), e);
    } catch (IncompatibleSchemaException e) {
      throw new SerializationException("not a vector record: " + e.getMessage(), e);
    }
  }
}
