package io.millrace.worker.engine.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The published Qwen3-Embedding models, with the similarities that their model cards state. */
enum PublishedQwen3 {
  SMALL("Qwen3-Embedding-0.6B", 1024, 28, 0.7645568, 0.1414251, 0.1354974, 0.5999550),
  MIDDLE("Qwen3-Embedding-4B", 2560, 36, 0.7534, 0.1147, 0.0320, 0.6258),
  LARGE("Qwen3-Embedding-8B", 4096, 36, 0.7493016, 0.0750648, 0.0879597, 0.6318400);

  private static final String PROMPT =
      "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:";
  private static final List<String> QUERIES =
      List.of(PROMPT + "What is the capital of China?", PROMPT + "Explain gravity");
  private static final List<String> DOCUMENTS =
      List.of(
          "The capital of China is Beijing.",
          "Gravity is a force that attracts two bodies towards each other. It gives weight to"
              + " physical objects and is responsible for the movement of planets around the sun.");

  private final String model;
  private final int hiddenSize;
  private final int layers;
  private final double firstFirst;
  private final double firstSecond;
  private final double secondFirst;
  private final double secondSecond;

  PublishedQwen3(
      String model,
      int hiddenSize,
      int layers,
      double firstFirst,
      double firstSecond,
      double secondFirst,
      double secondSecond) {
    this.model = model;
    this.hiddenSize = hiddenSize;
    this.layers = layers;
    this.firstFirst = firstFirst;
    this.firstSecond = firstSecond;
    this.secondFirst = secondFirst;
    this.secondSecond = secondSecond;
  }

  /**
   * What a checkpoint of the shape of one of these must reproduce: certainly so if the folder, or
   * the folder of the hub's cache it lies in, is named after it; otherwise unless it says by golden
   * texts of its own that its weights are others.
   *
   * @param hasGolden whether it has a golden.json
   */
  static Optional<GoldenSimilarities> similarities(
      JsonFile config, Path folder, boolean hasGolden) {
    return Arrays.stream(values())
        .filter(published -> published.hasShapeOf(config))
        .filter(published -> published.isNamed(folder) || !hasGolden)
        .map(published -> published.similarities(folder))
        .findFirst();
  }

  private GoldenSimilarities similarities(Path folder) {
    return new GoldenSimilarities(
        model,
        isNamed(folder),
        QUERIES,
        DOCUMENTS,
        List.of(List.of(firstFirst, firstSecond), List.of(secondFirst, secondSecond)));
  }

  private boolean hasShapeOf(JsonFile config) {
    return config.positive("hidden_size") == hiddenSize
        && config.positive("num_hidden_layers") == layers;
  }

  private boolean isNamed(Path folder) {
    return StreamSupport.stream(folder.toAbsolutePath().normalize().spliterator(), false)
        .map(Path::toString)
        .anyMatch(name -> name.equals(model) || name.equals("models--Qwen--" + model));
  }
}
