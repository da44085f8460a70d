package io.millrace.schemas.serde;

import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.schemas.registry.SchemaRegistryClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Under which schema each subject is written. Our own schema's id is asked for once a subject and
 * kept for ever; the latest schema is asked for again when the client's cache of it expires. Two
 * threads that meet a new subject may both ask: the answers are the same.
 */
final class WriterSchemas {
  private final SchemaRegistryClient registry;
  private final RegistryConfig.Writing writing;
  private final Map<String, RecordEncoding> bySubject = new ConcurrentHashMap<>();
  private final Map<Integer, RecordEncoding> latestById = new ConcurrentHashMap<>();

  WriterSchemas(SchemaRegistryClient registry, RegistryConfig.Writing writing) {
    this.registry = registry;
    this.writing = writing;
  }

  RecordEncoding of(String subject) {
    return switch (writing.choice()) {
      case REGISTER, LOOK_UP -> ours(subject);
      case LATEST, LATEST_IF_COMPATIBLE -> latest(subject);
    };
  }

  private RecordEncoding ours(String subject) {
    RecordEncoding known = bySubject.get(subject);
    if (known != null) {
      return known;
    }
    RecordEncoding encoding = new BulkEncoding(idOfOurs(subject));
    bySubject.put(subject, encoding);
    return encoding;
  }

  private int idOfOurs(String subject) {
    String text = VectorSchema.CLEAN.toString();
    return writing.choice() == RegistryConfig.SchemaChoice.REGISTER
        ? registry.register(subject, text)
        : registry.idOf(subject, text);
  }

  private RecordEncoding latest(String subject) {
    RegisteredSchema latest = registry.latest(subject);
    RecordEncoding known = latestById.get(latest.id());
    if (known != null) {
      return known;
    }
    RecordEncoding encoding = encodingAs(subject, latest);
    latestById.put(latest.id(), encoding);
    return encoding;
  }

  private RecordEncoding encodingAs(String subject, RegisteredSchema latest) {
    Schema schema = AvroSchemas.parse(latest);
    if (VectorSchema.encodesLike(schema)) {
      return new BulkEncoding(latest.id());
    }
    if (writing.choice() == RegistryConfig.SchemaChoice.LATEST_IF_COMPATIBLE) {
      VectorSchema.requireReadableWith(schema, subject);
    }
    return new ReencodedAs(latest.id(), schema);
  }
}
