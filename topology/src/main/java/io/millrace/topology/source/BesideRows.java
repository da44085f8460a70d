package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What Debezium writes beside the changes of rows: heartbeats, transactions, schema changes. */
final class BesideRows {
  private static final Set<String> NAMES =
      Set.of("Heartbeat", "TransactionMetadataValue", "SchemaChangeValue", "MessageValue");

  private BesideRows() {}

  /** Whether a schema has the name of one. */
  static boolean isNamed(String schemaName) {
    return schemaName.startsWith("io.debezium.connector.")
        && NAMES.contains(schemaName.substring(schemaName.lastIndexOf('.') + 1));
  }

  /** Whether what comes from Debezium and has no operation is one. */
  static boolean isOne(JsonNode value) {
    return isTransaction(value) || isHeartbeat(value) || isSchemaChange(value);
  }

  private static boolean isTransaction(JsonNode value) {
    String status = value.path("status").asText();
    return value.has("id")
        && value.has("event_count")
        && (status.equals("BEGIN") || status.equals("END"));
  }

  private static boolean isHeartbeat(JsonNode value) {
    return value.size() == 1 && value.path("ts_ms").isIntegralNumber();
  }

  private static boolean isSchemaChange(JsonNode value) {
    return value.has("source") && (value.has("ddl") || value.has("tableChanges"));
  }
}
