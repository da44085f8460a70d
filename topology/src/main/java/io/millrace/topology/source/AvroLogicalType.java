package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The logical type of an Avro schema: Avro's own, or the one a converter of Kafka Connect left. */
final class AvroLogicalType {
  private static final String CONNECT_NAME = "connect.name";
  private static final String CONNECT_PARAMETERS = "connect.parameters";

  private AvroLogicalType() {}

  /** What Kafka Connect calls the schema; a converter may leave that to a record's own name. */
  static String connectName(Schema schema) {
    String name = schema.getProp(CONNECT_NAME);
    if (name != null) {
      return name;
    }
    return schema.getType() == Schema.Type.RECORD ? schema.getFullName() : "";
  }

  /** Empty if values are what they are. */
  static Optional<UnaryOperator<JsonNode>> of(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return Optional.of(value -> Decimals.of(value, decimal.getScale()));
    }
    String name = connectName(schema);
    if (name.equals(LogicalType.CONNECT_DECIMAL)) {
      return Optional.of(Decimals.ofScale(scale(schema)));
    }
    return LogicalType.ofConnect(name).or(() -> ofAvro(schema));
  }

  private static Optional<UnaryOperator<JsonNode>> ofAvro(Schema schema) {
    String name = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    return name.equals("uuid") && schema.getType() == Schema.Type.FIXED
        ? Optional.of(AvroLogicalType::uuid)
        : LogicalType.ofAvro(name);
  }

  private static String scale(Schema schema) {
    return schema.getObjectProp(CONNECT_PARAMETERS) instanceof Map<?, ?> parameters
        ? String.valueOf(parameters.get("scale"))
        : "";
  }

  private static JsonNode uuid(JsonNode value) {
    ByteBuffer bytes = ByteBuffer.wrap(((BinaryNode) value).binaryValue());
    return TextNode.valueOf(new UUID(bytes.getLong(), bytes.getLong()).toString());
  }
}
