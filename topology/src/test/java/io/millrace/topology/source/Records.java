package io.millrace.topology.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.port.SchemaCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Bytes of keys and values, and what became of them. */
final class Records {
  static final long TIMESTAMP_MILLIS = 1_767_323_045_000L;

  private Records() {}

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Behind Confluent's frame. */
  static byte[] framed(int schemaId, byte[] content) {
    return ByteBuffer.allocate(5 + content.length)
        .put((byte) 0)
        .putInt(schemaId)
        .put(content)
        .array();
  }

  /** As Avro itself writes it. */
  static byte[] avro(Schema schema, Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<>(schema).write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A registry that has one Avro schema under every id. */
  static SchemaCatalog registryOf(Schema schema) {
    return id -> Optional.of(new RegisteredSchema(id, "AVRO", schema.toString()));
  }

  static SchemaCatalog emptyRegistry() {
    return id -> Optional.empty();
  }

  static Document document(Parsed parsed) {
    assertThat(parsed).isInstanceOf(Parsed.Upsert.class);
    return ((Parsed.Upsert) parsed).document();
  }

  static Rejection rejection(Parsed parsed) {
    assertThat(parsed).isInstanceOf(Parsed.Rejected.class);
    return ((Parsed.Rejected) parsed).rejection();
  }
}
