package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A model folder of sentence-transformers with an ONNX file or a Qwen3 checkpoint in it. */
record ModelFolder(Path folder) implements ModelSource {
  private static final String QWEN3 = "qwen3";
  private static final String GOLDEN = "golden.json";

  /** Where the hub's cache keeps a model: {@code models--owner--name/snapshots/revision}. */
  private static final Pattern HUB =
      Pattern.compile("models--(?<owner>.+?)--(?<name>[^/\\\\]+)[/\\\\]snapshots[/\\\\][^/\\\\]+$");

  ModelFolder {
    requireNonNull(folder, "folder");
  }

  @Override
  public ModelFiles load() {
    if (!Files.isDirectory(folder)) {
      throw new ModelException("%s is not a folder".formatted(folder));
    }
    ModelDescriptor descriptor = new SentenceTransformersConfig(this).descriptor();
    String tokenizer = text("tokenizer.json");
    try {
      return isCheckpoint() ? checkpoint(descriptor, tokenizer) : onnx(descriptor, tokenizer);
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** For people: the folder's own, or the one that the model has on the hub. */
  String name() {
    Path whole = folder.toAbsolutePath().normalize();
    Matcher hub = HUB.matcher(whole.toString());
    return hub.find()
        ? hub.group("owner") + "/" + hub.group("name")
        : String.valueOf(whole.getFileName());
  }

  /** A file that must be there. */
  JsonFile json(String file) {
    return JsonFile.parse(folder.resolve(file).toString(), text(file));
  }

  /** A file that many models do without. */
  Optional<JsonFile> optionalJson(String file) {
    return Files.exists(folder.resolve(file)) ? Optional.of(json(file)) : Optional.empty();
  }

  private boolean isCheckpoint() throws IOException {
    return json("config.json").root().path("model_type").asText().equals(QWEN3)
        && !safetensors().isEmpty();
  }

  private List<Path> safetensors() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  private ModelFiles checkpoint(ModelDescriptor descriptor, String tokenizer) throws IOException {
    JsonFile config = json("config.json");
    Revision revision = new Revision().add(tokenizer).add(text("config.json"));
    for (Path file : safetensors()) {
      revision.addSamples(file);
    }
    return new ModelFiles(
        descriptor,
        new Network.Qwen3Checkpoint(folder, config),
        tokenizer,
        golden(descriptor.hiddenSize()),
        PublishedQwen3.similarities(config, folder, Files.exists(folder.resolve(GOLDEN))),
        revision.hex());
  }

  private ModelFiles onnx(ModelDescriptor descriptor, String tokenizer) throws IOException {
    Path onnxFile = onnxFile();
    List<Path> externalFiles = externalFiles(onnxFile);
    Revision revision = new Revision().add(tokenizer);
    for (Path file : externalFiles) {
      revision.add(file);
    }
    List<GoldenText> golden = golden(descriptor.hiddenSize());
    Weights weights = weights(onnxFile);
    return new ModelFiles(
        descriptor,
        new Network.OnnxFile(
            weights,
            externalFiles.stream().map(Path::toAbsolutePath).map(Path::getParent).findFirst()),
        tokenizer,
        golden,
        Optional.empty(),
        revision.add(weights.graph()).hex());
  }

  private List<GoldenText> golden(int hiddenSize) {
    return optionalJson(GOLDEN).map(file -> GoldenFile.parse(file, hiddenSize)).orElse(List.of());
  }

  private Path onnxFile() {
    return Stream.of("model.onnx", "onnx/model.onnx")
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() ->
            new ModelException(
                "%s: no model.onnx, no onnx/model.onnx, and no checkpoint of Qwen3"
                    .formatted(folder)));
  }

  /** Weights beside the graph, as exporters name them: {@code model.onnx_data} and the like. */
  private static List<Path> externalFiles(Path onnxFile) throws IOException {
    String graph = onnxFile.getFileName().toString();
    try (Stream<Path> files = Files.list(onnxFile.toAbsolutePath().getParent())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(graph))
          .filter(file -> !file.getFileName().toString().equals(graph))
          .sorted()
          .toList();
    }
  }

  private static Weights weights(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Weights.read(in, Files.size(file));
    }
  }

  private String text(String file) {
    Path path = folder.resolve(file);
    if (!Files.exists(path)) {
      throw new ModelException("%s is missing".formatted(path));
    }
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }
}
