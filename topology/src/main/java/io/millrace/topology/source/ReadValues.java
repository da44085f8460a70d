package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.millrace.topology.source.AvroReader.ReadValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Makes the readers of a schema's parts, once; a record that contains itself gets one reader. */
final class ReadValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, Fields> recordsByName = new HashMap<>();

  ReadValue of(Schema schema) {
    ReadValue plain = plain(schema);
    return AvroLogicalType.of(schema)
        .<ReadValue>map(logical -> in -> logical.apply(plain.read(in)))
        .orElse(plain);
  }

  private ReadValue plain(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> in -> NullNode.instance;
      case BOOLEAN -> in -> BooleanNode.valueOf(in.readBoolean());
      case INT -> in -> IntNode.valueOf(in.readInt());
      case LONG -> in -> LongNode.valueOf(in.readLong());
      case FLOAT -> in -> number(in.readFloat());
      case DOUBLE -> in -> number(in.readDouble());
      case STRING -> in -> TextNode.valueOf(in.readString());
      case BYTES -> in -> BinaryNode.valueOf(in.readBytes());
      case FIXED -> fixed(schema.getFixedSize());
      case ENUM -> symbol(schema.getEnumSymbols().stream().map(TextNode::valueOf).toList());
      case UNION -> branch(schema.getTypes().stream().map(this::of).toList());
      case ARRAY -> list(of(schema.getElementType()));
      case MAP -> map(of(schema.getValueType()));
      case RECORD -> record(schema);
    };
  }

  private static ReadValue fixed(int sizeBytes) {
    return in -> BinaryNode.valueOf(in.readFixed(sizeBytes));
  }

  private static ReadValue symbol(List<TextNode> symbols) {
    return in -> symbols.get(in.readIndex(symbols.size(), "symbol"));
  }

  private static ReadValue branch(List<ReadValue> branches) {
    return in -> branches.get(in.readIndex(branches.size(), "branch")).read(in);
  }

  private static ReadValue list(ReadValue item) {
    return in -> {
      ArrayNode list = NODES.arrayNode();
      in.enter();
      for (long items = in.readBlock(); items > 0; items = in.readBlock()) {
        for (long i = 0; i < items; i++) {
          in.countValue();
          list.add(item.read(in));
        }
      }
      in.leave();
      return list;
    };
  }

  private static ReadValue map(ReadValue value) {
    return in -> {
      ObjectNode map = NODES.objectNode();
      in.enter();
      for (long items = in.readBlock(); items > 0; items = in.readBlock()) {
        for (long i = 0; i < items; i++) {
          in.countValue();
          if (map.replace(in.readString(), value.read(in)) != null) {
            throw in.malformed("a map that has a key twice");
          }
        }
      }
      in.leave();
      return map;
    };
  }

  private ReadValue record(Schema schema) {
    Fields known = recordsByName.get(schema.getFullName());
    if (known != null) {
      return known;
    }
    Fields fields = new Fields(new ArrayList<>(), new ArrayList<>());
    // Before its fields are made: one of them may be a record of the same schema.
    recordsByName.put(schema.getFullName(), fields);
    for (Schema.Field field : schema.getFields()) {
      fields.names().add(field.name());
      fields.values().add(of(field.schema()));
    }
    return fields;
  }

  /** Complete, and no longer written to, once the schema is. */
  private record Fields(List<String> names, List<ReadValue> values) implements ReadValue {
    @Override
    public JsonNode read(AvroBytes in) throws UnreadableException {
      ObjectNode row = NODES.objectNode();
      in.enter();
      for (int i = 0; i < names.size(); i++) {
        in.countValue();
        row.set(names.get(i), values.get(i).read(in));
      }
      in.leave();
      return row;
    }
  }

  /** As short as JSON has it: 0.1 of a float is no 0.10000000149. */
  private static JsonNode number(float value) {
    return Float.isFinite(value)
        ? DecimalNode.valueOf(new BigDecimal(Float.toString(value)))
        : DoubleNode.valueOf(value);
  }

  private static JsonNode number(double value) {
    return Double.isFinite(value)
        ? DecimalNode.valueOf(BigDecimal.valueOf(value))
        : DoubleNode.valueOf(value);
  }
}
