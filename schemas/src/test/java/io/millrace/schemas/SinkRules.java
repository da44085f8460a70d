package io.millrace.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/** What every sink connector can read, checked on a schema of vector records. */
public final class SinkRules {
  private static final Set<String> RESERVED = Set.of("id", "_id", "_additional");
  private static final Set<Schema.Type> SCALARS =
      Set.of(
          Schema.Type.STRING,
          Schema.Type.INT,
          Schema.Type.LONG,
          Schema.Type.DOUBLE,
          Schema.Type.BOOLEAN);
  private static final Map<String, Schema> OF_A_KIND_OF_THEIR_OWN =
      Map.of(
          "vector", Schema.createArray(Schema.create(Schema.Type.FLOAT)),
          "metadata", Schema.createMap(Schema.create(Schema.Type.STRING)));

  private SinkRules() {}

  /** One sentence for each breach; empty if every sink can read the records. */
  public static List<String> breaches(Schema schema) {
    List<String> breaches = new ArrayList<>();
    for (String name : OF_A_KIND_OF_THEIR_OWN.keySet()) {
      if (schema.getField(name) == null) {
        breaches.add("there is no " + name);
      }
    }
    schema.getFields().forEach(field -> addBreaches(field, breaches));
    return breaches;
  }

  private static void addBreaches(Schema.Field field, List<String> breaches) {
    if (RESERVED.contains(field.name()) || !field.name().matches("[A-Za-z_][A-Za-z0-9_]*")) {
      breaches.add("%s is no name for sinks".formatted(field.name()));
    }
    Schema own = OF_A_KIND_OF_THEIR_OWN.get(field.name());
    if (own == null ? !isReadable(field.schema()) : !own.equals(field.schema())) {
      breaches.add("%s is %s".formatted(field.name(), field.schema()));
    }
  }

  private static boolean isReadable(Schema schema) {
    return schema.getType() == Schema.Type.ARRAY
        ? isScalar(schema.getElementType())
        : isScalar(schema);
  }

  private static boolean isScalar(Schema schema) {
    return SCALARS.contains(schema.getType()) && schema.getLogicalType() == null;
  }
}
