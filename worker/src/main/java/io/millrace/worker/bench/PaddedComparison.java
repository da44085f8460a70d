package io.millrace.worker.bench;

import static io.millrace.worker.bench.EngineReport.fine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.bench.EngineReport.AgainstPadded;
import io.millrace.worker.bench.EngineReport.Rate;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.Network.Qwen3Checkpoint;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.qwen3.Qwen3Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What laying tokens end to end is worth on the CPU: each batch goes through the packed graph and
 * at once through the padded one, so that a busy machine slows both.
 */
final class PaddedComparison {
  private static final int FEWEST_PASSES = 3;

  private final EngineSettings settings;
  private final ModelDescriptor model;
  private final Duration time;

  /**
   * Measures nothing yet.
   *
   * @param time for each order of the texts, at least
   */
  PaddedComparison(EngineSettings settings, ModelDescriptor model, Duration time) {
    this.settings = settings;
    this.model = model;
    this.time = time;
  }

  /**
   * Compares on the texts as they come and on the same sorted by length.
   *
   * @param budgetTokens most tokens of a batch, padding included
   * @throws ModelException if the checkpoint cannot be used
   */
  List<AgainstPadded> measure(Qwen3Checkpoint checkpoint, List<int[]> texts, int budgetTokens) {
    List<int[]> sorted =
        texts.stream().sorted(Comparator.comparingInt(text -> text.length)).toList();
    var choice =
        new Qwen3Model.Choice(
            settings.precision(),
            model.windowTokens(),
            model.hiddenSize(),
            settings.device().cacheFolder());
    SessionSettings session = SessionSettings.cpu(settings.intraOpThreads());
    try (VectorModel packed = Qwen3Model.open(checkpoint, choice, session);
        VectorModel padded = Qwen3Model.openPadded(checkpoint, choice, session)) {
      return List.of(
          compare("as they come", PaddedBatches.of(texts, budgetTokens), packed, padded),
          compare("sorted by length", PaddedBatches.of(sorted, budgetTokens), packed, padded));
    }
  }

  private AgainstPadded compare(
      String order, PaddedBatches batches, VectorModel packed, VectorModel padded) {
    pass(batches, packed, padded);
    List<Pass> passes = new ArrayList<>();
    long startNanos = System.nanoTime();
    while (passes.size() < FEWEST_PASSES || System.nanoTime() - startNanos < time.toNanos()) {
      passes.add(pass(batches, packed, padded));
    }
    Rate packedRate = rate(passes, Pass::packedNanos, batches.tokens());
    Rate paddedRate = rate(passes, Pass::paddedNanos, batches.tokens());
    return new AgainstPadded(
        order,
        batches.all().size(),
        fine(batches.paddingShare()),
        packedRate,
        paddedRate,
        fine(packedRate.median() / paddedRate.median()));
  }

  private record Pass(long packedNanos, long paddedNanos) {}

  private static Pass pass(PaddedBatches batches, VectorModel packed, VectorModel padded) {
    TokenTensors packedTensors = packed.newTensors();
    TokenTensors paddedTensors = padded.newTensors();
    long packedNanos = 0;
    long paddedNanos = 0;
    for (List<int[]> batch : batches.all()) {
      packedNanos += runNanos(packed, packedTensors, batch);
      paddedNanos += runNanos(padded, paddedTensors, batch);
    }
    return new Pass(packedNanos, paddedNanos);
  }

  /** Without the time to lay the batch out, which the engine does beside the device. */
  private static long runNanos(VectorModel model, TokenTensors tensors, List<int[]> batch) {
    tensors.layOut(batch);
    long startNanos = System.nanoTime();
    try {
      model.run(tensors);
    } catch (OrtException e) {
      throw new ModelException(
          "a batch of %d texts, padded to %d tokens, fails: %s"
              .formatted(batch.size(), tensors.paddedTokens(), e.getMessage()),
          e);
    }
    return System.nanoTime() - startNanos;
  }

  private static Rate rate(List<Pass> passes, ToLongFunction<Pass> nanos, long tokens) {
    return Rate.of(
        passes.stream().mapToDouble(pass -> tokens * 1e9 / nanos.applyAsLong(pass)).toArray());
  }
}
