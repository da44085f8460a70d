package io.millrace.schemas.serde;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.VectorRecordSchema;
import io.millrace.schemas.registry.IncompatibleSchemaException;
import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.schemas.registry.SchemaRegistryClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Under which schema each subject is written, for each list of attributes. Our own schema's id is
 * asked for once and kept for ever; the latest schema is asked for again when the client's cache of
 * it expires. Two threads that meet a new subject may both ask: the answers are the same.
 */
final class WriterSchemas {
  private final SchemaRegistryClient registry;
  private final RegistryConfig.Writing writing;
  private final Map<Written, RecordEncoding> bySubject = new ConcurrentHashMap<>();
  private final Map<WrittenAs, RecordEncoding> byLatest = new ConcurrentHashMap<>();

  WriterSchemas(SchemaRegistryClient registry, RegistryConfig.Writing writing) {
    this.registry = registry;
    this.writing = writing;
  }

  RecordEncoding of(String subject, VectorRecord vector) {
    Written written = new Written(subject, attributesOf(vector));
    return switch (writing.choice()) {
      case REGISTER, LOOK_UP -> ours(written);
      case LATEST, LATEST_IF_COMPATIBLE -> latest(written);
    };
  }

  private static List<Attribute> attributesOf(VectorRecord vector) {
    return vector instanceof AttributedVectorRecord attributed
        ? attributed.attributes().fields()
        : List.of();
  }

  private RecordEncoding ours(Written written) {
    RecordEncoding known = bySubject.get(written);
    if (known != null) {
      return known;
    }
    RecordEncoding encoding = new BulkEncoding(idOfOurs(written));
    bySubject.put(written, encoding);
    return encoding;
  }

  private int idOfOurs(Written written) {
    return writing.choice() == RegistryConfig.SchemaChoice.REGISTER
        ? register(written)
        : registry.idOf(written.subject(), written.schema().toString());
  }

  private int register(Written written) {
    try {
      return registry.register(written.subject(), written.schema().toString());
    } catch (IncompatibleSchemaException e) {
      throw named(written, e);
    }
  }

  /** Registries say where in the schema two types differ, but not always which field that is. */
  private IncompatibleSchemaException named(Written written, IncompatibleSchemaException refusal) {
    Schema latest = AvroSchemas.parse(registry.latest(written.subject()));
    List<String> changes = VectorSchemas.changedTypes(latest, written.attributes());
    return changes.isEmpty()
        ? refusal
        : new IncompatibleSchemaException(
            "%s does not take this schema".formatted(written.subject()), changes, refusal);
  }

  private RecordEncoding latest(Written written) {
    RegisteredSchema latest = registry.latest(written.subject());
    WrittenAs writtenAs = new WrittenAs(written.attributes(), latest.id());
    RecordEncoding known = byLatest.get(writtenAs);
    if (known != null) {
      return known;
    }
    RecordEncoding encoding = encodingAs(written, latest);
    byLatest.put(writtenAs, encoding);
    return encoding;
  }

  private RecordEncoding encodingAs(Written written, RegisteredSchema latest) {
    Schema schema = AvroSchemas.parse(latest);
    if (VectorSchemas.encodeAlike(written.schema(), schema)) {
      return new BulkEncoding(latest.id());
    }
    if (writing.choice() == RegistryConfig.SchemaChoice.LATEST_IF_COMPATIBLE) {
      VectorSchemas.requireReadableWith(schema, written.schema(), written.subject());
    }
    return new ReencodedAs(latest.id(), written.schema(), schema);
  }

  private record Written(String subject, List<Attribute> attributes) {
    Schema schema() {
      return VectorRecordSchema.of(attributes);
    }
  }

  private record WrittenAs(List<Attribute> attributes, int latestId) {}
}
