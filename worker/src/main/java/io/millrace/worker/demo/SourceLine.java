package io.millrace.worker.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.local.InputException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file of documents: {@code {"key": "...", "value": ...}}. A value that is a string is
 * sent as text, an object as JSON, null deletes the document.
 */
record SourceLine(byte @Nullable [] key, byte @Nullable [] value) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Reads one line.
   *
   * @throws InputException if it is no JSON object with a value
   */
  static SourceLine parse(String line, String place) {
    JsonNode object = object(line, place);
    JsonNode value = object.get("value");
    if (value == null) {
      throw new InputException(place + ": \"value\" is missing; null deletes a document");
    }
    return new SourceLine(bytes(object.get("key")), bytes(value));
  }

  private static JsonNode object(String line, String place) {
    try {
      JsonNode object = JSON.readTree(line);
      if (object.isObject()) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new InputException(place + ": no JSON");
    }
    throw new InputException(place + ": must be an object with \"key\" and \"value\"");
  }

  private static byte @Nullable [] bytes(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    String written = node.isTextual() ? node.textValue() : node.toString();
    return written.getBytes(StandardCharsets.UTF_8);
  }

  ProducerRecord<byte[], byte[]> to(String topic) {
    return new ProducerRecord<>(topic, key, value);
  }
}
