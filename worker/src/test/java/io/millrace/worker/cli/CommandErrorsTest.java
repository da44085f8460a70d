package io.millrace.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.registry.InProcessRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person can mend is told in one line, and the exit code says that it went wrong. */
@Timeout(60)
class CommandErrorsTest {
  private static final String QUICK = "default.api.timeout.ms: 1000, request.timeout.ms: 1000";

  @TempDir Path folder;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LogLines log = new LogLines();
  private final PrintStream stderr = System.err;
  private int freePort;

  @BeforeEach
  void redirect() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    log.start(); // before, so that the log keeps to the real stderr
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    log.stop();
    System.setErr(stderr);
  }

  @Test
  void anUnreachableRegistry() throws IOException {
    Path config = config("registry: {schema.registry.url: \"http://localhost:%d\"}");

    assertThat(error("worker", "--config", config.toString()))
        .isEqualTo(
            "registry: no answer from http://localhost:%d (connection refused)"
                .formatted(freePort));
  }

  @Test
  void aRegistryOnAnUnknownHost() throws IOException {
    Path config = config("registry: {schema.registry.url: \"http://registry.invalid:%d\"}");

    assertThat(error("worker", "--config", config.toString()))
        .isEqualTo(
            "registry: no answer from http://registry.invalid:%d (unknown host)"
                .formatted(freePort));
  }

  @Test
  void unreachableBrokersOfAWorker() throws IOException {
    try (InProcessRegistry registry = InProcessRegistry.start()) {
      Path config =
          config(
              """
              kafka: {bootstrap.servers: "127.0.0.1:%d", default.api.timeout.ms: 1000, request.timeout.ms: 1000}
              registry: {schema.registry.url: "REGISTRY"}
              """
                  .replace("REGISTRY", registry.url()));

      assertThat(error("worker", "--config", config.toString()))
          .isEqualTo("kafka.bootstrap.servers: no broker answers at 127.0.0.1:" + freePort);
    }
  }

  @Test
  void unreachableBrokersOfACheck() throws IOException {
    Path config = config("kafka: {bootstrap.servers: \"127.0.0.1:%d\", " + QUICK + "}");

    assertThat(error("check", "--config", config.toString()))
        .isEqualTo("no broker answers at 127.0.0.1:" + freePort);
  }

  @Test
  void aMissingModelFolder() throws IOException {
    Path model = folder.resolve("model");
    Path config = config("model: {path: '" + model + "'}");

    assertThat(error("worker", "--config", config.toString())).contains(model.toString());
    assertThat(error("embed", "--model", model.toString(), "a text")).contains(model.toString());
  }

  @Test
  void aModelFolderWithoutAModel() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));

    assertThat(error("embed", "--model", model.toString(), "a text")).contains(model.toString());
  }

  @Test
  void anUnknownSerializer() throws IOException {
    Path config = config("vectors: {serializer: com.example.Serializer}");

    assertThat(error("worker", "--config", config.toString()))
        .isEqualTo("vectors.serializer: there is no class com.example.Serializer");
  }

  @Test
  void aSerializerThatIsNone() throws IOException {
    Path config = config("vectors: {serializer: java.lang.String}");

    assertThat(error("worker", "--config", config.toString()))
        .isEqualTo("vectors.serializer: java.lang.String is no Serializer");
  }

  @Test
  void aMissingConfigurationFile() {
    Path config = folder.resolve("missing.yaml");

    assertThat(error("worker", "--config", config.toString()))
        .isEqualTo("there is no configuration file " + config);
  }

  @Test
  void aConfigurationThatIsNoYaml() throws IOException {
    Path config = config("source: [documents");

    assertThat(error("worker", "--config", config.toString())).startsWith(config + " is no YAML: ");
  }

  @Test
  void anUnknownKey() throws IOException {
    Path config = config("engine: {budget: 1}");

    assertThat(error("check", "--config", config.toString()))
        .startsWith("engine.budget: there is no such key; known here: device, devices, ");
  }

  @Test
  void aQueueOfLessThanFourBatches() throws IOException {
    Path config = config("engine: {budgetTokens: 1024, queueTokens: 4095}");

    assertThat(error("worker", "--config", config.toString()))
        .isEqualTo("engine: queueTokens is 4095, must be at least 4096");
  }

  @Test
  void anEmptyTextField() {
    assertThat(error("check", "--text-fields", ",title"))
        .isEqualTo("source.a field of textFields is empty");
  }

  @Test
  void aBenchmarkOfNothingOrOfTwoThings() {
    assertThat(error("bench", "engine")).isEqualTo("name either --model or --shape");
    assertThat(error("bench", "engine", "--model", "a", "--shape", "4B"))
        .isEqualTo("name either --model or --shape");
  }

  @Test
  void aBenchmarkOfAnUnknownShape() {
    assertThat(error("bench", "engine", "--shape", "2B"))
        .isEqualTo("there is no shape 2B, only 0.6B, 4B, 8B");
  }

  @Test
  void aBenchmarkWithAWrongOption() {
    assertThat(error("bench", "engine", "--shape", "4B", "--precision", "fp12"))
        .isEqualTo(
            "--precision is fp12, must be one of auto, fp32, fp16, bf16, int8, int4, nf4, fp8");
    assertThat(error("bench", "engine", "--shape", "4B", "--device", "tpu"))
        .isEqualTo("--device is tpu, must be one of auto, cpu, cuda");
    assertThat(error("bench", "engine", "--shape", "4B", "--devices", "0,0"))
        .isEqualTo("--devices is [0, 0], must name at least one, and each once");
    assertThat(error("bench", "engine", "--shape", "4B", "--padded"))
        .isEqualTo("--padded compares on the CPU: add --device cpu");
    assertThat(error("bench", "engine", "--shape", "4B", "--length", "long"))
        .isEqualTo("length is long, must be mixed or tokens of a text");
    assertThat(error("bench", "engine", "--shape", "4B", "--seconds", "0"))
        .isEqualTo("--seconds is 0, must be at least 1");
    assertThat(error("bench", "engine", "--shape", "4B", "--budget-tokens", "-1"))
        .isEqualTo("--budget-tokens is -1, must be at least 0");
    assertThat(error("bench", "engine", "--model", "a", "--keep", "b"))
        .isEqualTo("--keep is for --shape: a model of yours stays where it is");
  }

  @Test
  void aBenchmarkOfAMissingModel() {
    String missing = folder.resolve("model").toString();

    assertThat(error("bench", "engine", "--model", missing))
        .isEqualTo(missing + " is not a folder");
  }

  /**
   * A configuration file of a worker that listens wherever there is room; {@code %d} in it is a
   * port where nobody listens.
   */
  private Path config(String yaml) throws IOException {
    return Files.writeString(
        folder.resolve("millrace.yaml"), yaml.replace("%d", "" + freePort) + "\nhttp: {port: 0}\n");
  }

  /**
   * The one line that a failing command leaves on stderr, without its prefix; the log holds no
   * complaint.
   */
  private String error(String... command) {
    written.reset();
    log.clear();

    int exitCode = MillraceCommand.execute(command);

    List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(exitCode).isEqualTo(1);
    assertThat(log.lines()).allMatch(line -> line.startsWith("INFO "));
    assertThat(lines).singleElement().asString().startsWith("millrace: ");
    return lines.getFirst().substring("millrace: ".length());
  }
}
