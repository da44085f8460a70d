package io.millrace.worker.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads {@code golden.json}; {@code ops/golden/make_golden.py} writes it. An empty list is a
 * statement, too: nobody knows what these weights must give.
 */
final class GoldenFile {
  private GoldenFile() {}

  static List<GoldenText> parse(JsonFile file, int hiddenSize) {
    JsonNode golden = file.root().path("golden");
    if (!golden.isArray()) {
      throw file.wrong("golden", "missing or not a list");
    }
    return IntStream.range(0, golden.size())
        .mapToObj(i -> goldenText(file, "golden[%d]".formatted(i), golden.get(i), hiddenSize))
        .toList();
  }

  private static GoldenText goldenText(JsonFile file, String path, JsonNode entry, int hiddenSize) {
    if (!entry.path("text").isTextual()) {
      throw file.wrong(path + ".text", "missing or not a text");
    }
    JsonNode vector = entry.path("vector");
    if (vector.size() != hiddenSize) {
      throw file.wrong(
          path + ".vector", "%d numbers, must be %d".formatted(vector.size(), hiddenSize));
    }
    return new GoldenText(entry.path("text").textValue(), floats(vector));
  }

  private static float[] floats(JsonNode vector) {
    float[] floats = new float[vector.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = vector.get(i).floatValue();
    }
    return floats;
  }
}
