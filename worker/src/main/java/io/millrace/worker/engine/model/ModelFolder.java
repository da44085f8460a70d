package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A model folder of sentence-transformers with an ONNX file in it. */
record ModelFolder(Path folder) implements ModelSource {
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
      return files(descriptor, tokenizer, onnxFile());
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** A file that must be there. */
  JsonFile json(String file) {
    return JsonFile.parse(folder.resolve(file).toString(), text(file));
  }

  /** A file that many models do without. */
  Optional<JsonFile> optionalJson(String file) {
    return Files.exists(folder.resolve(file)) ? Optional.of(json(file)) : Optional.empty();
  }

  private ModelFiles files(ModelDescriptor descriptor, String tokenizer, Path onnxFile)
      throws IOException {
    List<GoldenText> golden = golden(descriptor.hiddenSize());
    List<Path> externalFiles = externalFiles(onnxFile);
    Revision revision = new Revision().add(tokenizer);
    for (Path file : externalFiles) {
      revision.add(file);
    }
    Weights onnx = weights(onnxFile);
    return new ModelFiles(
        descriptor,
        onnx,
        externalFiles.stream().map(Path::toAbsolutePath).map(Path::getParent).findFirst(),
        tokenizer,
        golden,
        revision.add(onnx.graph()).hex(),
        onnx.graph().limit() + sizeBytes(externalFiles));
  }

  private static long sizeBytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private List<GoldenText> golden(int hiddenSize) {
    return optionalJson("golden.json")
        .map(file -> GoldenFile.parse(file, hiddenSize))
        .orElse(List.of());
  }

  private Path onnxFile() {
    return Stream.of("model.onnx", "onnx/model.onnx")
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() ->
            new ModelException("%s: neither model.onnx nor onnx/model.onnx".formatted(folder)));
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
