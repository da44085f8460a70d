package io.millrace.topology.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** How a connector's converters write an event that is given as plain JSON. */
enum Encoding {
  JSON {
    @Override
    byte[] write(Schema schema, JsonNode value) {
      return Records.bytes(value.toString());
    }
  },
  JSON_WITH_SCHEMA {
    @Override
    byte[] write(Schema schema, JsonNode value) {
      ObjectNode envelope = MAPPER.createObjectNode();
      envelope.set("schema", connect(schema, false));
      envelope.set("payload", value);
      return Records.bytes(envelope.toString());
    }
  },
  AVRO {
    @Override
    byte[] write(Schema schema, JsonNode value) {
      return Records.framed(ARTICLE_SCHEMA_ID, Records.avro(schema, record(schema, value)));
    }
  };

  static final int ARTICLE_SCHEMA_ID = 7;

  private static final JsonMapper MAPPER = new JsonMapper();

  abstract byte[] write(Schema schema, JsonNode value);

  static ObjectNode tree(String json) {
    try {
      return (ObjectNode) MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The same schema in the words of Kafka Connect. */
  private static ObjectNode connect(Schema schema, boolean isOptional) {
    if (schema.isUnion()) {
      return connect(schema.getTypes().get(1), true);
    }
    ObjectNode connect = MAPPER.createObjectNode();
    switch (schema.getType()) {
      case RECORD -> {
        connect.put("type", "struct");
        for (Schema.Field field : schema.getFields()) {
          connect
              .withArray("fields")
              .add(connect(field.schema(), false).put("field", field.name()));
        }
      }
      case ARRAY ->
          connect.put("type", "array").set("items", connect(schema.getElementType(), false));
      case LONG -> connect.put("type", "int64");
      case INT -> connect.put("type", "int32");
      default -> connect.put("type", schema.getType().getName());
    }
    connect.put("optional", isOptional);
    String name = schema.getProp("connect.name");
    if (name != null) {
      connect.put("name", name).put("version", 1);
    }
    if (schema.getObjectProp("scale") != null) {
      connect.withObject("/parameters").put("scale", schema.getObjectProp("scale").toString());
    }
    return connect;
  }

  private static @Nullable Object generic(Schema schema, JsonNode value) {
    return switch (schema.getType()) {
      case UNION -> value.isNull() ? null : generic(schema.getTypes().get(1), value);
      case RECORD -> record(schema, value);
      case ARRAY -> {
        GenericData.Array<Object> list = new GenericData.Array<>(value.size(), schema);
        value.forEach(item -> list.add(generic(schema.getElementType(), item)));
        yield list;
      }
      case MAP -> {
        Map<String, @Nullable Object> map = new HashMap<>();
        value
            .properties()
            .forEach(
                field -> map.put(field.getKey(), generic(schema.getValueType(), field.getValue())));
        yield map;
      }
      case LONG -> value.longValue();
      case INT -> value.intValue();
      case BOOLEAN -> value.booleanValue();
      case BYTES -> ByteBuffer.wrap(Base64.getDecoder().decode(value.textValue()));
      case STRING -> value.textValue();
      default -> throw new IllegalArgumentException(schema.getType().getName());
    };
  }

  private static GenericRecord record(Schema schema, JsonNode value) {
    GenericRecord row = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      row.put(field.name(), generic(field.schema(), value.path(field.name())));
    }
    return row;
  }
}
