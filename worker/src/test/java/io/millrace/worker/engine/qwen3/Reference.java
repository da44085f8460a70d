package io.millrace.worker.engine.qwen3;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.worker.engine.model.ModelFiles;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.model.Network;
import io.millrace.worker.engine.onnx.OnnxModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tiny checkpoint, and what sentence-transformers makes of it. */
final class Reference {
  private Reference() {}

  /** A text with its tokens and its vector at some dimensions. */
  record Case(String text, int tokens, JsonNode vectors) {
    float[] vector(int dimensions) {
      JsonNode numbers = vectors.path(Integer.toString(dimensions));
      float[] vector = new float[numbers.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) numbers.path(i).doubleValue();
      }
      return vector;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    JsonNode root =
        new ObjectMapper().readTree(Files.readString(TinyQwen3.folder().resolve("reference.json")));
    for (JsonNode each : root.path("cases")) {
      String text = each.path("text").asText().repeat(each.path("repeat").asInt());
      cases.add(
          new Case(
              each.path("prompt").asText() + text,
              each.path("tokens").asInt(),
              each.path("vectors")));
    }
    return cases;
  }

  static List<int[]> tokens(List<Case> cases) throws IOException {
    try (Tokenizer tokenizer =
        Tokenizer.open(Files.readString(TinyQwen3.folder().resolve("tokenizer.json")))) {
      return cases.stream().map(each -> tokenizer.tokenize(each.text())).toList();
    }
  }

  static OnnxModel open(Path checkpoint, Optional<Precision> precision, int dimensions) {
    return open(checkpoint, precision, dimensions, SessionSettings.cpu(2));
  }

  static OnnxModel open(
      Path checkpoint, Optional<Precision> precision, int dimensions, SessionSettings settings) {
    try (ModelFiles files = ModelSource.folder(checkpoint).load()) {
      return Qwen3Model.open(
          (Network.Qwen3Checkpoint) files.network(),
          new Qwen3Model.Choice(
              precision, files.descriptor().windowTokens(), dimensions, checkpoint),
          settings);
    }
  }

  static float[][] run(OnnxModel model, List<int[]> texts) throws OrtException {
    TokenTensors tensors = model.newTensors();
    tensors.layOut(texts);
    return model.run(tensors);
  }

  static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squaresOfA * squaresOfB);
  }
}
