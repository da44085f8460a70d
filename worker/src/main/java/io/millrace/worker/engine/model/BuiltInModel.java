package io.millrace.worker.engine.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A model on the class path. Its weights come from a library that says nothing about them, so
 * {@code models/<name>/model.json} does.
 */
record BuiltInModel(String name) implements ModelSource {
  @Override
  public ModelFiles load() {
    JsonFile file = json("model.json");
    ModelDescriptor descriptor = descriptor(file);
    List<GoldenText> golden = GoldenFile.parse(json("golden.json"), descriptor.hiddenSize());
    String tokenizer = text(file.text("tokenizer"));
    Weights onnx = weights(file.text("onnx"));
    String revision = new Revision().add(onnx.graph()).add(tokenizer).hex();
    return new ModelFiles(
        descriptor,
        new Network.OnnxFile(onnx, Optional.empty()),
        tokenizer,
        golden,
        Optional.empty(),
        revision);
  }

  private static ModelDescriptor descriptor(JsonFile file) {
    return new ModelDescriptor(
        file.text("name"),
        pooling(file),
        file.positive("hiddenSize"),
        file.positive("vocabularySize"),
        file.positive("windowTokens"),
        file.optionalPositive("padToken").orElse(0),
        Prompts.NONE);
  }

  private static Pooling pooling(JsonFile file) {
    String label = file.text("pooling");
    return Arrays.stream(Pooling.values())
        .filter(pooling -> pooling.label().equals(label))
        .findFirst()
        .orElseThrow(() -> file.wrong("pooling", label));
  }

  private JsonFile json(String file) {
    String resource = "/models/%s/%s".formatted(name, file);
    return JsonFile.parse(resource, text(resource));
  }

  private static Weights weights(String resource) {
    try {
      URLConnection connection = resource(resource).openConnection();
      try (InputStream in = connection.getInputStream()) {
        return Weights.read(in, connection.getContentLengthLong());
      }
    } catch (IOException e) {
      throw new ModelException("%s cannot be read".formatted(resource), e);
    }
  }

  private static String text(String resource) {
    try (InputStream in = resource(resource).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ModelException("%s cannot be read".formatted(resource), e);
    }
  }

  private static URL resource(String resource) {
    URL url = BuiltInModel.class.getResource(resource);
    if (url == null) {
      throw new ModelException("%s is not on the class path".formatted(resource));
    }
    return url;
  }
}
