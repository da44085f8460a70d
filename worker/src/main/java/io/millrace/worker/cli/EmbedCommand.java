package io.millrace.worker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Input;
import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.Lane;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.InputException;
import io.millrace.worker.wiring.ConfiguredEngine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "embed",
    description = "Embeds texts and prints one JSON object for each.",
    mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
  /** Texts asked for ahead of the one that is printed. */
  private static final int MAX_IN_FLIGHT = 512;

  private static final JsonMapper JSON = new JsonMapper();

  @Option(
      names = "--model",
      defaultValue = "",
      paramLabel = "DIR",
      description = "The model's folder; without it the built-in all-MiniLM-L6-v2.")
  private String model;

  @Option(
      names = "--precision",
      defaultValue = "auto",
      paramLabel = "P",
      description = "Of a checkpoint's weights; model.precision in the configuration.")
  private String precision;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "D",
      description = "auto, cpu or cuda.")
  private String device;

  @ArgGroup private RoleOption role = new RoleOption();

  @Option(
      names = "--instruction",
      paramLabel = "TASK",
      description = "The task, for models that take instructions; in place of the model's own.")
  private Optional<String> instruction = Optional.empty();

  @Option(
      names = "--token-ids",
      description =
          "The texts are token ids with spaces between, as the model shall see them: prompt and"
              + " special tokens included.")
  private boolean tokenIds;

  @Option(
      names = "--dimensions",
      defaultValue = "0",
      paramLabel = "N",
      description = "Cut vectors to this length and normalize them again.")
  private int dimensions;

  @Parameters(
      paramLabel = "TEXT",
      description = "Without a text they are read from stdin, a line each.")
  private List<String> texts = List.of();

  @Spec private CommandSpec spec;

  /** What the texts are to the model; one or the other. */
  static final class RoleOption {
    private Role role = Role.DOCUMENT;

    @Option(names = "--query", description = "The texts are queries.")
    void query(boolean named) {
      role = Role.QUERY;
    }

    @Option(names = "--document", description = "The texts are documents; the default.")
    void document(boolean named) {
      role = Role.DOCUMENT;
    }
  }

  /** What is printed. */
  private record Line(int dimensions, int tokens, String space, float[] vector) {}

  @Override
  public Integer call() throws InterruptedException {
    WorkerConfig config =
        ConfigFile.ofThisProcess()
            .parse(
                "model: {path: %s, precision: %s, dimensions: %d}\nengine: {device: %s}"
                    .formatted(
                        ConfigFile.quoted(model),
                        ConfigFile.quoted(precision),
                        dimensions,
                        ConfigFile.quoted(device)));
    try (EmbeddingEngine engine = ConfiguredEngine.start(config)) {
      print(engine, texts.isEmpty() ? stdin() : texts.iterator());
    }
    return 0;
  }

  private static Iterator<String> stdin() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        .lines()
        .iterator();
  }

  private void print(EmbeddingEngine engine, Iterator<String> all) throws InterruptedException {
    Deque<CompletableFuture<EmbeddingResult>> inFlight = new ArrayDeque<>();
    int printed = 0;
    while (all.hasNext() || !inFlight.isEmpty()) {
      if (all.hasNext() && inFlight.size() < MAX_IN_FLIGHT) {
        inFlight.add(engine.submit(new EmbeddingRequest(input(all.next()), Lane.ONLINE)));
      } else {
        print(engine, join(inFlight.remove(), ++printed));
      }
    }
    spec.commandLine().getOut().flush();
  }

  private Input input(String text) {
    return tokenIds ? new Tokens(ids(text)) : new Text(text, role.role, instruction);
  }

  private static int[] ids(String text) {
    try {
      return Arrays.stream(text.strip().split("[\\s,]+")).mapToInt(Integer::parseInt).toArray();
    } catch (NumberFormatException e) {
      throw new InputException("not token ids: " + e.getMessage());
    }
  }

  private static Embedded join(CompletableFuture<EmbeddingResult> future, int number)
      throws InterruptedException {
    try {
      return switch (future.get()) {
        case Embedded embedded -> embedded;
        case EmbeddingResult.Refused refused ->
            throw new InputException(
                "text %d: %s: %s".formatted(number, refused.reason(), refused.detail()));
      };
    } catch (ExecutionException e) {
      throw new EmbedderUnavailableException("the engine failed: " + e.getCause(), e.getCause());
    }
  }

  private void print(EmbeddingEngine engine, Embedded embedded) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.println(
          JSON.writeValueAsString(
              new Line(
                  embedded.vector().length,
                  embedded.tokens(),
                  engine.space().fingerprint(),
                  embedded.vector())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("floats are always JSON", e);
    }
  }
}
