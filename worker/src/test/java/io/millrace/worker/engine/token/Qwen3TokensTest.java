package io.millrace.worker.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.worker.engine.qwen3.TinyQwen3;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The tokens of the tiny Qwen3 are those that transformers gave, the end token once. */
class Qwen3TokensTest {
  @Test
  void tokensAreThoseOfTheReference() throws IOException {
    JsonNode cases = new ObjectMapper().readTree(file("reference.json")).path("cases");
    assertThat(cases).isNotEmpty();
    try (Tokenizer tokenizer = Tokenizer.open(file("tokenizer.json"))) {
      for (JsonNode reference : cases) {
        String text = reference.path("text").asText().repeat(reference.path("repeat").asInt());
        int[] ids = tokenizer.tokenize(reference.path("prompt").asText() + text);
        assertThat(ids).as(text).hasSize(reference.path("tokens").asInt());
        if (reference.has("ids")) {
          assertThat(IntStream.of(ids).boxed())
              .containsExactlyElementsOf(ids(reference.path("ids")));
        }
      }
    }
  }

  private static List<Integer> ids(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asInt).toList();
  }

  private static String file(String name) throws IOException {
    return Files.readString(TinyQwen3.folder().resolve(name));
  }
}
