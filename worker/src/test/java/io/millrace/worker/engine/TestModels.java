package io.millrace.worker.engine;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.Placement;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.model.Pooling;
import io.millrace.worker.engine.model.Prompts;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.token.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The built-in model as a folder, and models with the real tokenizer and a device of the test's.
 */
final class TestModels {
  static final String GOLDEN = "/models/all-MiniLM-L6-v2/golden.json";

  private TestModels() {}

  /** A ready model of two dimensions. */
  static ReadyModel on(VectorModel... devices) throws IOException {
    return on(Duration.ZERO, devices);
  }

  /** The same, whose devices hang when a run takes longer than a limit. */
  static ReadyModel on(Duration runLimit, VectorModel... devices) throws IOException {
    Tokenizer tokenizer = tokenizer();
    var reference = GoldenReference.of(List.of(), tokenizer, Fidelity.of(Optional.empty()));
    var descriptor = new ModelDescriptor("test", Pooling.MEAN, 2, 30522, 256, 0, Prompts.NONE);
    var space = new VectorSpace("test", "0", "mean", "", 2, true);
    var placement = new Placement(new Device.Cpu(), 1, OptionalLong.empty());
    List<DeviceSession> sessions =
        Arrays.stream(devices)
            .map(device -> {
              var runs = new DeviceRuns(device, runLimit, System::nanoTime);
              var golden = new GoldenCheck("test", reference, Optional.empty(), runs);
              return new DeviceSession(
                  placement, runs, golden, Optional.empty(), PromisedMemory.none());
            })
            .toList();
    return new ReadyModel(descriptor, space, tokenizer, sessions, 2);
  }

  /** The built-in model's, for the test to close. */
  static Tokenizer tokenizer() throws IOException {
    return Tokenizer.open(text("/all-minilm-l6-v2-tokenizer.json"));
  }

  /** Writes a sentence-transformers folder without golden texts around an ONNX file. */
  static ModelSource folder(Path folder, Path onnx, String poolingFlag) throws IOException {
    Files.createLink(folder.resolve("model.onnx"), onnx);
    copy("/all-minilm-l6-v2-tokenizer.json", folder.resolve("tokenizer.json"));
    write(
        folder.resolve("config.json"),
        "{'hidden_size': 384, 'vocab_size': 30522, 'max_position_embeddings': 512}");
    write(
        folder.resolve("modules.json"),
        "[{'path': '', 'type': 'sentence_transformers.models.Transformer'},"
            + "{'path': '1_Pooling', 'type': 'sentence_transformers.models.Pooling'}]");
    write(folder.resolve("1_Pooling/config.json"), "{'%s': true}".formatted(poolingFlag));
    return ModelSource.folder(folder);
  }

  /** Single quotes stand for double ones. */
  static void write(Path file, String json) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, json.replace('\'', '"'));
  }

  static void copy(String resource, Path to) throws IOException {
    try (InputStream in = open(resource)) {
      Files.copy(in, to);
    }
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String resource) {
    return Objects.requireNonNull(TestModels.class.getResourceAsStream(resource), resource);
  }
}
