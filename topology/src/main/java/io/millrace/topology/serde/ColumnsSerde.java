package io.millrace.topology.serde;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A row's columns as a JSON object of strings. */
public final class ColumnsSerde implements Serde<Map<String, String>> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, String>> COLUMNS = new TypeReference<>() {};

  @Override
  public Serializer<Map<String, String>> serializer() {
    return (topic, columns) -> columns == null ? null : write(columns);
  }

  @Override
  public Deserializer<Map<String, String>> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(Map<String, String> columns) {
    try {
      return JSON.writeValueAsBytes(columns);
    } catch (IOException e) {
      throw new SerializationException("columns cannot be written as JSON", e);
    }
  }

  private static Map<String, String> read(byte[] bytes) {
    try {
      return JSON.readValue(bytes, COLUMNS);
    } catch (IOException e) {
      throw new SerializationException(
          "not the columns of a row: %d bytes".formatted(bytes.length), e);
    }
  }
}
