package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The most that an engine's session can give: texts that are already tokenized and sorted by
 * length, in full batches, one after the other, with no queue. What the pipeline loses against it
 * is the pipeline's cost. Not thread safe.
 */
public final class EngineCeiling {
  private final EmbeddingEngine engine;
  private final List<List<int[]>> batches;

  private EngineCeiling(EmbeddingEngine engine, List<List<int[]>> batches) {
    this.engine = engine;
    this.batches = batches;
  }

  /** One pass over all texts. */
  public record Pass(long texts, long tokens, long paddedTokens, int batches, Duration elapsed) {}

  /**
   * Tokenizes and cuts the batches.
   *
   * @throws IllegalArgumentException if the model refuses one of the texts
   */
  public static EngineCeiling of(EmbeddingEngine engine, List<String> texts) {
    TextTokenizer tokenizer =
        new TextTokenizer(engine.model().tokenizer(), engine.model().descriptor());
    List<int[]> sorted =
        texts.stream()
            .map(text -> ids(tokenizer.tokenize(new Text(text, Role.DOCUMENT))))
            .sorted(Comparator.comparingInt(row -> row.length))
            .toList();
    return new EngineCeiling(engine, cut(sorted, engine.settings().budgetTokens()));
  }

  /**
   * Runs all batches once on the engine's session; nothing else should run there meanwhile.
   *
   * @throws EmbedderUnavailableException if the device fails
   */
  public Pass run() {
    TokenTensors tensors = engine.model().newTensors();
    long paddedTokens = 0;
    long startNanos = System.nanoTime();
    for (List<int[]> batch : batches) {
      tensors.layOut(batch);
      run(tensors);
      paddedTokens += tensors.paddedTokens();
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    return new Pass(texts(), tokens(), paddedTokens, batches.size(), elapsed);
  }

  /** Passes for so long; the mean rate of real tokens. */
  public double tokensPerSecondFor(Duration time) {
    long tokens = 0;
    long nanos = 0;
    while (nanos < time.toNanos()) {
      Pass pass = run();
      tokens += pass.tokens();
      nanos += pass.elapsed().toNanos();
    }
    return tokens * 1e9 / nanos;
  }

  private void run(TokenTensors tensors) {
    try {
      engine.model().sessions().getFirst().vectors().run(tensors);
    } catch (OrtException e) {
      throw new EmbedderUnavailableException("the device fails: " + e.getMessage(), e);
    }
  }

  private long texts() {
    return batches.stream().mapToLong(List::size).sum();
  }

  private long tokens() {
    return batches.stream().flatMap(List::stream).mapToLong(row -> row.length).sum();
  }

  private static int[] ids(TextTokens tokens) {
    return switch (tokens) {
      case TextTokens.Ids(int[] ids) -> ids;
      case TextTokens.Refusal refusal -> throw new IllegalArgumentException(refusal.toString());
    };
  }

  /** Each row is the longest of its batch so far, because they are sorted. */
  private static List<List<int[]>> cut(List<int[]> sorted, int budgetTokens) {
    List<List<int[]>> batches = new ArrayList<>();
    List<int[]> batch = new ArrayList<>();
    for (int[] row : sorted) {
      if (!batch.isEmpty() && (batch.size() + 1L) * row.length > budgetTokens) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(row);
    }
    batches.add(batch);
    return batches;
  }
}
