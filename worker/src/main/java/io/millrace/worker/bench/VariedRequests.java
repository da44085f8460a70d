package io.millrace.worker.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Bodies of requests as they come in a day: mostly short texts, some batches, some that are wrong.
 */
final class VariedRequests {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SHORT_WORDS = 40;
  private static final int LONG_WORDS = 150;
  private static final int TOO_LONG_WORDS = 3000;
  private static final int LARGEST_BODY_BYTES = 4 << 20;
  private static final int LOW_TOKENS = 20_000;

  private final List<String> words;
  private final String model;

  VariedRequests(List<String> words, String model) {
    this.words = List.copyOf(words);
    this.model = model;
  }

  /**
   * A body.
   *
   * @param isWaitedFor false for a client that leaves at once
   */
  @SuppressWarnings("ArrayRecordComponent") // used once
  record Body(byte[] bytes, boolean isWaitedFor) {}

  Body next(RandomGenerator random) {
    int kind = random.nextInt(100);
    return new Body(bytes(kind, random), kind != 99);
  }

  private byte[] bytes(int kind, RandomGenerator random) {
    if (kind < 72) {
      return utf8(request(text(random, SHORT_WORDS)));
    }
    if (kind < 80) {
      return utf8(batch(random));
    }
    if (kind < 83) {
      return utf8(request(text(random, LONG_WORDS)));
    }
    if (kind < 86) {
      return utf8(request(text(random, TOO_LONG_WORDS) + " end".repeat(TOO_LONG_WORDS)));
    }
    if (kind < 89) {
      return utf8(tokenIds(random));
    }
    if (kind < 92) {
      return ("{\"model\": \"" + model + "\", \"input\": [").getBytes(StandardCharsets.UTF_8);
    }
    if (kind < 94) {
      return utf8(request("a text").put("dimensions", -random.nextInt(1, 100)));
    }
    if (kind < 96) {
      return utf8(request("a text").put("model", "another"));
    }
    return kind < 98 ? garbage(random) : utf8(request(text(random, SHORT_WORDS)));
  }

  private ObjectNode request(String text) {
    return JSON.createObjectNode().put("model", model).put("input", text);
  }

  private ObjectNode batch(RandomGenerator random) {
    ObjectNode request = JSON.createObjectNode().put("model", model);
    ArrayNode inputs = request.putArray("input");
    for (int i = random.nextInt(2, 16); i > 0; i--) {
      inputs.add(text(random, SHORT_WORDS));
    }
    return request.put("encoding_format", "base64");
  }

  private ObjectNode tokenIds(RandomGenerator random) {
    ObjectNode request = JSON.createObjectNode().put("model", model);
    ArrayNode ids = request.putArray("input");
    random.ints(random.nextInt(3, SHORT_WORDS), 0, LOW_TOKENS).forEach(ids::add);
    return request;
  }

  private static byte[] garbage(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(1, LARGEST_BODY_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text(RandomGenerator random, int mostWords) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, mostWords); i > 0; i--) {
      text.append(words.get(random.nextInt(words.size()))).append(' ');
    }
    return text.toString();
  }

  private static byte[] utf8(ObjectNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
