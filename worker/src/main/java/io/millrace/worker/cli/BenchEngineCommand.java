package io.millrace.worker.cli;

import io.millrace.worker.bench.EngineBenchmark;
import io.millrace.worker.bench.EngineBenchmark.Load;
import io.millrace.worker.bench.Qwen3Shape;
import io.millrace.worker.bench.RandomCheckpoint;
import io.millrace.worker.bench.TextLengths;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.batch.LaneShares;
import io.millrace.worker.engine.device.DeviceChoice;
import io.millrace.worker.engine.device.DeviceSettings;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.local.InputException;
import io.millrace.worker.local.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "engine",
    description = {
      "The engine on a Qwen3 checkpoint or on random weights of a published shape,",
      "against the same Gemms alone in the same run. Prints a report; see BENCHMARKS.md."
    },
    mixinStandardHelpOptions = true)
final class BenchEngineCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(BenchEngineCommand.class);
  private static final Duration CEILING_TIME = Duration.ofSeconds(5);
  private static final String AUTO = "auto";

  @Option(names = "--model", paramLabel = "DIR", description = "Folder of a checkpoint.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      description = "Random weights instead, of 0.6B, 4B or 8B: 1.2, 8 or 15 GB on disk.")
  private Optional<String> shape = Optional.empty();

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep random weights here and take them again; else they are deleted.")
  private Optional<Path> keep = Optional.empty();

  @Option(
      names = "--precision",
      defaultValue = AUTO,
      paramLabel = "P",
      description = "auto, fp32, fp16, bf16, int8, int4, nf4 or fp8; default ${DEFAULT-VALUE}.")
  private String precision;

  @Option(
      names = "--device",
      defaultValue = AUTO,
      paramLabel = "D",
      description = "auto, cpu or cuda; default ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--devices",
      defaultValue = "0",
      split = ",",
      paramLabel = "N",
      description = "GPUs to use, as CUDA counts them; default ${DEFAULT-VALUE}.")
  private List<Integer> devices;

  @Option(
      names = "--length",
      defaultValue = "mixed",
      paramLabel = "N",
      description = "Tokens of a text, or mixed: 8 to 2048, median 128; default ${DEFAULT-VALUE}.")
  private String length;

  @Option(
      names = "--tokens",
      defaultValue = "131072",
      paramLabel = "N",
      description = "Tokens of a pass; default ${DEFAULT-VALUE}.")
  private int tokens;

  @Option(
      names = "--budget-tokens",
      defaultValue = "16384",
      paramLabel = "N",
      description =
          "Most tokens of a batch, 0 for what the device bears; default ${DEFAULT-VALUE}.")
  private int budgetTokens;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      paramLabel = "S",
      description = "Passes for at least so long, at least three; default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--padded",
      description =
          "With --device cpu: compare with padded batches of the same network, as an export has it.")
  private boolean padded;

  @Mixin private ReportOptions report = new ReportOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (model.isPresent() == shape.isPresent()) {
      throw new InputException("name either --model or --shape");
    }
    if (model.isPresent() && keep.isPresent()) {
      throw new InputException("--keep is for --shape: a model of yours stays where it is");
    }
    if (padded && !device.equals(label(DeviceChoice.CPU))) {
      throw new InputException("--padded compares on the CPU: add --device cpu");
    }
    EngineBenchmark benchmark =
        new EngineBenchmark(
            settings(),
            new Load(
                TextLengths.parse(length),
                atLeast(1, "--tokens", tokens),
                Duration.ofSeconds(atLeast(1, "--seconds", seconds)),
                CEILING_TIME,
                padded));
    if (model.isPresent()) {
      report.print(benchmark.run(model.get()));
    } else {
      random(benchmark, new RandomCheckpoint(Qwen3Shape.published(shape.orElseThrow())));
    }
    return 0;
  }

  private void random(EngineBenchmark benchmark, RandomCheckpoint checkpoint)
      throws IOException, InterruptedException {
    if (keep.isPresent()) {
      report.print(benchmark.run(checkpoint.in(keep.get())));
      return;
    }
    try (TemporaryFolder folder = TemporaryFolder.create("millrace-bench-")) {
      OnTermination.run(() -> delete(folder));
      report.print(benchmark.run(checkpoint.in(folder.path())));
    }
  }

  /** Weights are too large to be left behind by an interrupted run. */
  private static void delete(TemporaryFolder folder) {
    try {
      folder.close();
    } catch (IOException e) {
      LOG.warn("{} is left behind: {}", folder.path(), e.toString());
    }
  }

  private EngineSettings settings() {
    return new EngineSettings(
        atLeast(0, "--budget-tokens", budgetTokens),
        0,
        Duration.ZERO,
        LaneShares.DEFAULT,
        EngineSettings.DEFAULT_ONLINE_WAIT,
        1,
        Runtime.getRuntime().availableProcessors(),
        OptionalInt.empty(),
        Duration.ZERO,
        Duration.ZERO,
        precision(),
        device());
  }

  private DeviceSettings device() {
    DeviceChoice choice = oneOf("--device", device, DeviceChoice.values(), "");
    try {
      return new DeviceSettings(
          choice, devices, OptionalLong.empty(), DeviceSettings.defaultCacheFolder());
    } catch (IllegalArgumentException e) {
      throw new InputException("--" + e.getMessage()); // "devices is ..."
    }
  }

  private Optional<Precision> precision() {
    return precision.equals(AUTO)
        ? Optional.empty()
        : Optional.of(oneOf("--precision", precision, Precision.values(), AUTO + ", "));
  }

  private static int atLeast(int least, String option, int value) {
    if (value < least) {
      throw new InputException("%s is %d, must be at least %d".formatted(option, value, least));
    }
    return value;
  }

  /** What an option's value names; {@code others} may be named, too. */
  private static <T extends Enum<T>> T oneOf(
      String option, String value, T[] choices, String others) {
    return Arrays.stream(choices)
        .filter(choice -> label(choice).equals(value))
        .findFirst()
        .orElseThrow(() ->
            new InputException(
                "%s is %s, must be one of %s%s"
                    .formatted(
                        option,
                        value,
                        others,
                        Arrays.stream(choices)
                            .map(BenchEngineCommand::label)
                            .collect(Collectors.joining(", ")))));
  }

  private static String label(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
