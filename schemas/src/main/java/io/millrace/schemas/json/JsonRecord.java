package io.millrace.schemas.json;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.Attributes;
import io.millrace.schemas.VectorRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/** One vector record on its way out of JSON. */
final class JsonRecord {
  private static final String VALUE = "the value";

  private static final List<String> POINT = List.of("collection_name", "id", "vector", "payload");

  private final JsonValues in;
  private final VectorRecord vector = new VectorRecord();
  private final List<Attribute> attributes = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  JsonRecord(JsonValues in) {
    this.in = in;
  }

  VectorRecord readFlat() throws IOException, JsonMismatchException {
    in.startObject(VALUE);
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      readField(name);
    }
    return complete();
  }

  VectorRecord readPoint() throws IOException, JsonMismatchException {
    String id = "";
    Set<String> parts = new HashSet<>();
    in.startObject(VALUE);
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      parts.add(name);
      switch (name) {
        case "collection_name" -> in.string(name);
        case "id" -> id = in.string(name);
        case "vector" -> readField(name);
        case "payload" -> readPayload();
        default -> throw new JsonMismatchException("a point has a field that is none of " + POINT);
      }
    }
    requireAll(POINT, parts);
    VectorRecord read = complete();
    if (!JsonEnvelope.pointId(read.getChunkId()).equals(id)) {
      throw new JsonMismatchException("id is not that of chunk_id");
    }
    return read;
  }

  private void readPayload() throws IOException, JsonMismatchException {
    in.startObject("payload");
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      if (name.equals("vector")) {
        throw new JsonMismatchException("the payload has a vector");
      }
      readField(name);
    }
  }

  private void readField(String name) throws IOException, JsonMismatchException {
    Schema.Field own = VectorRecord.getClassSchema().getField(name);
    if (own == null) {
      readAttribute(name);
    } else {
      vector.put(own.pos(), value(name, own.schema().getType()));
      seen.add(name);
    }
  }

  private Object value(String name, Schema.Type type) throws IOException, JsonMismatchException {
    return switch (type) {
      case STRING -> in.string(name);
      case INT -> in.integer(name);
      case LONG -> in.integral(name);
      case ARRAY -> in.floats(name);
      case MAP -> in.strings(name);
      default -> throw new AssertionError("no vector record has a field of type " + type);
    };
  }

  private void readAttribute(String name) throws IOException, JsonMismatchException {
    Optional<String> problem = Attribute.problemWith(name);
    if (problem.isPresent()) {
      throw new JsonMismatchException("a field is no attribute: " + problem.get());
    }
    Object value = in.attribute(name);
    attributes.add(new Attribute(name, type(name, value)));
    values.add(value);
  }

  private static AttributeType type(String name, Object value) throws JsonMismatchException {
    return Arrays.stream(AttributeType.values())
        .filter(type -> type.accepts(value))
        .findFirst()
        .orElseThrow(() -> new JsonMismatchException(name + " has items of several types"));
  }

  private VectorRecord complete() throws IOException, JsonMismatchException {
    in.end();
    List<String> own =
        VectorRecord.getClassSchema().getFields().stream().map(Schema.Field::name).toList();
    requireAll(own, seen);
    return attributes.isEmpty()
        ? vector
        : new AttributedVectorRecord(vector, new Attributes(attributes, values));
  }

  private static void requireAll(List<String> names, Set<String> seen)
      throws JsonMismatchException {
    for (String name : names) {
      if (!seen.contains(name)) {
        throw new JsonMismatchException("there is no " + name);
      }
    }
  }
}
