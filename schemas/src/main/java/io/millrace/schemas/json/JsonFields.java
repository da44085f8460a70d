package io.millrace.schemas.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a vector record, attributes included, in the order of its schema. */
final class JsonFields {
  private static final String VECTOR = "vector";

  private final JsonGenerator out;

  JsonFields(JsonGenerator out) {
    this.out = out;
  }

  void writePoint(String collection, VectorRecord vector) throws IOException {
    out.writeStartObject();
    write("collection_name", collection);
    write("id", JsonEnvelope.pointId(required("chunk_id", vector.getChunkId())));
    write(VECTOR, vector.getVector());
    out.writeObjectFieldStart("payload");
    for (Schema.Field field : vector.getSchema().getFields()) {
      if (!field.name().equals(VECTOR)) {
        write(field.name(), vector.get(field.pos()));
      }
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  void writeFlat(VectorRecord vector) throws IOException {
    out.writeStartObject();
    for (Schema.Field field : vector.getSchema().getFields()) {
      write(field.name(), vector.get(field.pos()));
    }
    out.writeEndObject();
  }

  private void write(String name, @Nullable Object value) throws IOException {
    out.writeFieldName(name);
    writeValue(name, required(name, value));
  }

  private void writeValue(String name, Object value) throws IOException {
    if (value instanceof FloatVector floats) {
      writeFloats(name, floats);
    } else if (value instanceof List<?> items) {
      writeItems(name, items);
    } else if (value instanceof Map<?, ?> strings) {
      writeStrings(name, strings);
    } else {
      writeScalar(name, value);
    }
  }

  private void writeFloats(String name, FloatVector floats) throws IOException {
    out.writeStartArray();
    for (int i = 0; i < floats.size(); i++) {
      writeFloat(name, floats.at(i));
    }
    out.writeEndArray();
  }

  private void writeItems(String name, List<?> items) throws IOException {
    out.writeStartArray();
    for (Object item : items) {
      writeScalar(name, required(name, item));
    }
    out.writeEndArray();
  }

  private void writeStrings(String name, Map<?, ?> strings) throws IOException {
    out.writeStartObject();
    for (Map.Entry<?, ?> entry : strings.entrySet()) {
      out.writeFieldName(wellFormed(required(name, entry.getKey()).toString()));
      writeScalar(name, required(name, entry.getValue()));
    }
    out.writeEndObject();
  }

  private void writeScalar(String name, Object value) throws IOException {
    if (value instanceof String string) {
      // As bytes, half a surrogate pair becomes a question mark, as it does in Avro.
      byte[] bytes = string.getBytes(UTF_8);
      out.writeUTF8String(bytes, 0, bytes.length);
    } else if (value instanceof Integer number) {
      out.writeNumber(number);
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof Float number) {
      writeFloat(name, number);
    } else if (value instanceof Double number) {
      out.writeNumber(finite(name, number));
    } else {
      out.writeBoolean((boolean) value);
    }
  }

  private void writeFloat(String name, float value) throws IOException {
    finite(name, value);
    out.writeNumber(value);
  }

  private static double finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new SerializationException("%s holds %s, which JSON has not".formatted(name, value));
    }
    return value;
  }

  private static String wellFormed(String name) {
    return new String(name.getBytes(UTF_8), UTF_8);
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new SerializationException("%s holds a null".formatted(name));
    }
    return value;
  }
}
