package io.millrace.worker.engine;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.ModelFiles;
import io.millrace.worker.engine.model.Network;
import io.millrace.worker.engine.onnx.EncoderModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.qwen3.Qwen3Model;
import io.millrace.worker.engine.token.Tokenizer;
import io.millrace.worker.engine.token.TokenizerException;
import java.nio.file.Path;
import java.util.Optional;

/** A model that is open and has reproduced its golden vectors. Thread safe. */
record ReadyModel(
    ModelDescriptor descriptor,
    VectorSpace space,
    Tokenizer tokenizer,
    VectorModel vectors,
    GoldenCheck golden)
    implements AutoCloseable {
  private static final Path WEIGHT_CACHE =
      Path.of(System.getProperty("java.io.tmpdir"), "millrace");

  static ReadyModel open(EngineSettings settings, ModelFiles files) {
    int dimensions = dimensions(settings, files.descriptor());
    Tokenizer tokenizer = tokenizer(files);
    try {
      VectorModel vectors = open(files, dimensions, settings);
      return ready(files, dimensions, tokenizer, vectors);
    } catch (ModelException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static VectorModel open(ModelFiles files, int dimensions, EngineSettings settings) {
    SessionSettings session = SessionSettings.cpu(settings.intraOpThreads());
    return switch (files.network()) {
      case Network.OnnxFile file ->
          EncoderModel.open(file, files.descriptor(), dimensions, session);
      case Network.Qwen3Checkpoint checkpoint ->
          Qwen3Model.open(
              checkpoint,
              new Qwen3Model.Choice(
                  Optional.empty(), files.descriptor().windowTokens(), dimensions, WEIGHT_CACHE),
              session);
    };
  }

  private static ReadyModel ready(
      ModelFiles files, int dimensions, Tokenizer tokenizer, VectorModel vectors) {
    GoldenCheck golden = new GoldenCheck(files.descriptor(), files.golden(), tokenizer, vectors);
    try {
      golden.warnIfWithoutGolden();
      golden.run();
    } catch (ModelException e) {
      vectors.close();
      throw e;
    }
    return new ReadyModel(files.descriptor(), files.space(dimensions), tokenizer, vectors, golden);
  }

  private static Tokenizer tokenizer(ModelFiles files) {
    try {
      return Tokenizer.open(files.tokenizerJson());
    } catch (TokenizerException e) {
      throw new ModelException(
          "%s: tokenizer.json: %s".formatted(files.descriptor().name(), e.getMessage()), e);
    }
  }

  private static int dimensions(EngineSettings settings, ModelDescriptor model) {
    int dimensions = settings.dimensions().orElse(model.hiddenSize());
    if (dimensions > model.hiddenSize()) {
      throw new ModelException(
          "dimensions is %d, but %s has %d"
              .formatted(dimensions, model.name(), model.hiddenSize()));
    }
    return dimensions;
  }

  @Override
  public void close() {
    vectors.close();
    tokenizer.close();
  }
}
