package io.millrace.worker.engine;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.DeviceMemory.Reading;
import io.millrace.worker.engine.device.Placement;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.ModelFiles;
import io.millrace.worker.engine.model.Network;
import io.millrace.worker.engine.model.Pooling;
import io.millrace.worker.engine.onnx.EncoderModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.qwen3.Qwen3Model;
import io.millrace.worker.engine.token.Tokenizer;
import io.millrace.worker.engine.token.TokenizerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a model that was read ready: opens it on each device and has it reproduce its references.
 */
final class OpenModel {
  /** Qwen3-Embedding's model cards: any length from 32 on. */
  private static final int LEAST_OF_QWEN3_EMBEDDING = 32;

  private static final Logger LOG = LoggerFactory.getLogger(OpenModel.class);

  private final EngineSettings settings;
  private final ModelFiles files;
  private final int dimensions;
  private final Tokenizer tokenizer;
  private final Fidelity fidelity;
  private final GoldenReference reference;

  private OpenModel(EngineSettings settings, ModelFiles files, Tokenizer tokenizer) {
    this.settings = settings;
    this.files = files;
    this.dimensions = dimensions(settings, files.descriptor());
    this.tokenizer = tokenizer;
    this.fidelity = Fidelity.of(settings.precision());
    this.reference = GoldenReference.of(files.golden(), tokenizer, fidelity);
  }

  /**
   * Opens a model.
   *
   * @throws ModelException if it cannot be opened somewhere, or makes other vectors than it should
   */
  static ReadyModel on(List<Device> devices, EngineSettings settings, ModelFiles files) {
    requirePrecisionOfFile(settings, files);
    Tokenizer tokenizer = tokenizer(files);
    try {
      requireEndToken(tokenizer, files.descriptor());
      return new OpenModel(settings, files, tokenizer).on(devices);
    } catch (ModelException e) {
      tokenizer.close();
      throw e;
    }
  }

  private ReadyModel on(List<Device> devices) {
    List<DeviceSession> sessions = new ArrayList<>();
    try {
      for (Device device : devices) {
        sessions.add(session(device));
      }
      warnIfWithoutReference(sessions.getFirst().golden());
      sessions.forEach(session -> session.golden().run());
      return new ReadyModel(files.descriptor(), space(), tokenizer, sessions, leastDimensions());
    } catch (ModelException e) {
      sessions.forEach(DeviceSession::close);
      throw e;
    }
  }

  private DeviceSession session(Device device) {
    Optional<Reading> before = device.memory().read();
    Placement placement = new Placement(device, settings.intraOpThreads(), settings.device());
    DeviceRuns vectors =
        new DeviceRuns(vectors(placement), settings.runLimit(device), System::nanoTime);
    GoldenCheck golden =
        new GoldenCheck(files.descriptor().name(), reference, similarities(vectors), vectors);
    return new DeviceSession(
        placement, vectors, golden, before, PromisedMemory.of(placement, before));
  }

  private void warnIfWithoutReference(GoldenCheck golden) {
    if (golden.reference() == GoldenReading.Reference.OWN) {
      LOG.atWarn()
          .addKeyValue("model", files.descriptor().name())
          .log("No golden texts: vectors are compared only with those that it makes now");
    }
  }

  private VectorModel vectors(Placement placement) {
    SessionSettings session = SessionSettings.on(placement);
    return switch (files.network()) {
      case Network.OnnxFile file ->
          EncoderModel.open(file, files.descriptor(), dimensions, session);
      case Network.Qwen3Checkpoint checkpoint ->
          Qwen3Model.open(
              checkpoint,
              new Qwen3Model.Choice(
                  settings.precision(),
                  files.descriptor().windowTokens(),
                  dimensions,
                  settings.device().cacheFolder()),
              session);
    };
  }

  private Optional<SimilarityCheck> similarities(VectorModel vectors) {
    return files
        .similarities()
        .map(golden ->
            new SimilarityCheck(golden, tokenizer, vectors, fidelity.similarityTolerance()));
  }

  /** Weights in fewer bits make vectors that are not to be compared with others. */
  private VectorSpace space() {
    VectorSpace space = files.space(dimensions);
    return files.network() instanceof Network.Qwen3Checkpoint
        ? settings
            .precision()
            .filter(Precision::isQuantized)
            .map(precision -> space.withRevision(space.revision() + "-" + precision.label()))
            .orElse(space)
        : space;
  }

  private int leastDimensions() {
    boolean isQwen3Embedding =
        files.network() instanceof Network.Qwen3Checkpoint
            && files.descriptor().prompts().takeInstructions();
    return isQwen3Embedding ? Math.min(LEAST_OF_QWEN3_EMBEDDING, dimensions) : dimensions;
  }

  private static Tokenizer tokenizer(ModelFiles files) {
    try {
      return Tokenizer.open(files.tokenizerJson());
    } catch (TokenizerException e) {
      throw new ModelException(
          "%s: tokenizer.json: %s".formatted(files.descriptor().name(), e.getMessage()), e);
    }
  }

  /** It would run as it is, and be held against the bounds of what it is not. */
  private static void requirePrecisionOfFile(EngineSettings settings, ModelFiles files) {
    if (files.network() instanceof Network.OnnxFile && settings.precision().isPresent()) {
      throw new ModelException(
          "model.precision is %s, must be auto: %s is an ONNX file, which runs as it is"
              .formatted(settings.precision().get().label(), files.descriptor().name()));
    }
  }

  /** A model that pools the last token makes sense only of texts that end with the one it knows. */
  private static void requireEndToken(Tokenizer tokenizer, ModelDescriptor model) {
    if (model.pooling() == Pooling.LAST_TOKEN && tokenizer.tokenize("").length != 1) {
      throw new ModelException(
          ("%s: tokenizer.json: post_processor must append one token to each text, the one that the"
                  + " model pools")
              .formatted(model.name()));
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
}
