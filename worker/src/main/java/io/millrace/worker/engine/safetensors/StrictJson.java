package io.millrace.worker.engine.safetensors;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.engine.model.ModelException;
import java.io.IOException;
import java.nio.file.Path;

/** JSON in which no name may stand twice, as the second tensor would hide the first. */
final class StrictJson {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private StrictJson() {}

  static JsonNode object(Path file, String part, byte[] json) {
    try {
      JsonNode node = READER.readTree(json);
      if (!node.isObject()) {
        throw new ModelException("%s: %s is no JSON object".formatted(file, part));
      }
      return node;
    } catch (JsonParseException e) {
      throw new ModelException(
          "%s: %s is not JSON: %s".formatted(file, part, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new ModelException("%s: %s is not JSON".formatted(file, part), e);
    }
  }
}
