package io.millrace.worker.bench;

import io.millrace.worker.local.InputException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Shape of a Qwen3-Embedding model.
 *
 * @param heads of queries
 * @param keyValueHeads each serves several heads of queries
 * @param headSize numbers of one head
 * @param isTied what config.json says of an output layer, which embedding models do without
 */
public record Qwen3Shape(
    String name,
    int hiddenSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int intermediateSize,
    int vocabularySize,
    boolean isTied) {
  private static final List<Qwen3Shape> PUBLISHED =
      List.of(
          new Qwen3Shape("0.6B", 1024, 28, 16, 8, 128, 3072, 151_669, true),
          new Qwen3Shape("4B", 2560, 36, 32, 8, 128, 9728, 151_665, true),
          new Qwen3Shape("8B", 4096, 36, 32, 8, 128, 12_288, 151_665, false));

  /**
   * The shape of a published model.
   *
   * @throws InputException if there is none of that name
   */
  public static Qwen3Shape published(String name) {
    return PUBLISHED.stream()
        .filter(shape -> shape.name.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new InputException("there is no shape %s, only %s".formatted(name, names())));
  }

  private static String names() {
    return PUBLISHED.stream().map(Qwen3Shape::name).collect(Collectors.joining(", "));
  }

  int querySize() {
    return heads * headSize;
  }

  int keyValueSize() {
    return keyValueHeads * headSize;
  }
}
