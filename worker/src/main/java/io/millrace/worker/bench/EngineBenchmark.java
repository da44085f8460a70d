package io.millrace.worker.bench;

import static io.millrace.worker.bench.EngineReport.fine;
import static io.millrace.worker.bench.EngineReport.rounded;

import io.millrace.worker.bench.EngineReport.AgainstPadded;
import io.millrace.worker.bench.EngineReport.Ceiling;
import io.millrace.worker.bench.EngineReport.MemoryInUse;
import io.millrace.worker.bench.EngineReport.Rate;
import io.millrace.worker.bench.EngineReport.Versions;
import io.millrace.worker.bench.SteadyLoad.Mark;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.engine.device.NativeLibraries;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.ModelFiles;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.model.Network.Qwen3Checkpoint;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.local.InputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The engine on a Qwen3 checkpoint, fed with token ids so that no device waits, and after it on the
 * same devices the Gemms of the same network alone.
 */
public final class EngineBenchmark {
  private final EngineSettings settings;
  private final Load load;

  /**
   * What to measure.
   *
   * @param passTokens of one pass, at least
   * @param time of the passes, at least
   * @param ceilingTime of the Gemms alone, at least, on each device
   * @param againstPadded whether to compare with a padded network, too, on the CPU and for the same
   *     time
   */
  public record Load(
      TextLengths lengths,
      long passTokens,
      Duration time,
      Duration ceilingTime,
      boolean againstPadded) {}

  public EngineBenchmark(EngineSettings settings, Load load) {
    this.settings = settings;
    this.load = load;
  }

  /**
   * Measures the engine and its Gemms alone.
   *
   * @param folder of a Qwen3 checkpoint
   * @throws ModelException if the model cannot be used
   * @throws InputException if the texts do not fit the model
   */
  public EngineReport run(Path folder) throws InterruptedException {
    ModelSource source = ModelSource.folder(folder);
    try (ModelFiles files = source.load()) {
      Qwen3Checkpoint checkpoint = checkpoint(files, folder);
      List<int[]> texts = texts(files);
      NativeLibraries.prepare(settings.device().cacheFolder());
      MeasuredDevices devices = MeasuredDevices.of(settings.device());
      Passes passes = passes(source, devices, texts);
      Ceiling ceiling =
          new GemmCeiling(settings, devices, load.ceilingTime())
              .measure(
                  checkpoint, ids(texts, passes.done().budgetTokens()), passes.rate().median());
      List<AgainstPadded> padded = padded(checkpoint, files, texts, passes.done().budgetTokens());
      return report(files, devices, texts, passes, ceiling, padded);
    }
  }

  private List<AgainstPadded> padded(
      Qwen3Checkpoint checkpoint, ModelFiles files, List<int[]> texts, int budgetTokens) {
    return load.againstPadded()
        ? new PaddedComparison(settings, files.descriptor(), load.time())
            .measure(checkpoint, texts, budgetTokens)
        : List.of();
  }

  /** What the engine did in the passes after the warm-up. */
  private record Passes(Rate rate, EngineStats done, double openSeconds, MemoryInUse memory) {}

  private Passes passes(ModelSource source, MeasuredDevices devices, List<int[]> texts)
      throws InterruptedException {
    long beforeMiB = devices.usedMiB();
    long startNanos = System.nanoTime();
    try (EmbeddingEngine engine = EmbeddingEngine.start(settings, source)) {
      double openSeconds = seconds(startNanos);
      long openMiB = devices.usedMiB();
      List<Mark> marks = new SteadyLoad(engine, texts, devices.all().size()).run(load.time());
      return new Passes(
          rate(marks),
          marks.getLast().stats().minus(marks.getFirst().stats()),
          rounded(openSeconds),
          new MemoryInUse(beforeMiB, openMiB, devices.usedMiB()));
    }
  }

  private static Rate rate(List<Mark> marks) {
    return Rate.of(
        IntStream.range(1, marks.size())
            .mapToDouble(pass -> tokensPerSecond(marks.get(pass - 1), marks.get(pass)))
            .toArray());
  }

  private static double tokensPerSecond(Mark from, Mark to) {
    return to.stats().minus(from.stats()).tokens() * 1e9 / (to.nanos() - from.nanos());
  }

  private EngineReport report(
      ModelFiles files,
      MeasuredDevices devices,
      List<int[]> texts,
      Passes passes,
      Ceiling ceiling,
      List<AgainstPadded> padded) {
    long tokens = texts.stream().mapToLong(text -> text.length).sum();
    return new EngineReport(
        files.descriptor().name(),
        settings.precision().map(Precision::label).orElse(ceiling.precision()),
        devices.names(),
        load.lengths().label(),
        passes.done().budgetTokens(),
        texts.size(),
        tokens,
        passes.rate(),
        rounded(passes.rate().median() * texts.size() / tokens),
        fine(passes.done().paddingShare()),
        passes.openSeconds(),
        passes.memory(),
        ceiling,
        padded,
        new Versions(NativeLibraries.version(), Runtime.version().toString()),
        Runtime.getRuntime().availableProcessors());
  }

  private List<int[]> texts(ModelFiles files) {
    return load.lengths()
        .texts(
            load.passTokens(),
            files.descriptor().vocabularySize(),
            files.descriptor().windowTokens());
  }

  /** Ids of the texts, from their start again if they are too few. */
  private static int[] ids(List<int[]> texts, int count) {
    int[] all = texts.stream().flatMapToInt(IntStream::of).toArray();
    return IntStream.range(0, count).map(i -> all[i % all.length]).toArray();
  }

  private static Qwen3Checkpoint checkpoint(ModelFiles files, Path folder) {
    if (files.network() instanceof Qwen3Checkpoint checkpoint) {
      return checkpoint;
    }
    throw new ModelException("%s is no checkpoint of Qwen3, which this is for".formatted(folder));
  }

  private static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
