package io.millrace.worker.engine;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.DeviceMemory.Reading;
import io.millrace.worker.engine.device.Placement;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.ModelFiles;
import io.millrace.worker.engine.model.Network;
import io.millrace.worker.engine.onnx.EncoderModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import io.millrace.worker.engine.qwen3.Qwen3Model;
import io.millrace.worker.engine.token.Tokenizer;
import io.millrace.worker.engine.token.TokenizerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model that is open on every device and has reproduced its golden vectors there. Thread safe.
 *
 * @param sessions at least one; all make the same vectors
 */
record ReadyModel(
    ModelDescriptor descriptor,
    VectorSpace space,
    Tokenizer tokenizer,
    List<DeviceSession> sessions)
    implements AutoCloseable {
  private static final Path WEIGHT_CACHE =
      Path.of(System.getProperty("java.io.tmpdir"), "millrace");

  ReadyModel {
    sessions = List.copyOf(sessions);
  }

  static ReadyModel open(EngineSettings settings, ModelFiles files, List<Device> devices) {
    int dimensions = dimensions(settings, files.descriptor());
    Tokenizer tokenizer = tokenizer(files);
    List<DeviceSession> sessions = new ArrayList<>();
    try {
      for (Device device : devices) {
        sessions.add(session(settings, files, tokenizer, device));
      }
      sessions.getFirst().golden().warnIfWithoutGolden();
      sessions.forEach(session -> session.golden().run());
      return new ReadyModel(files.descriptor(), files.space(dimensions), tokenizer, sessions);
    } catch (ModelException e) {
      sessions.forEach(DeviceSession::close);
      tokenizer.close();
      throw e;
    }
  }

  private static DeviceSession session(
      EngineSettings settings, ModelFiles files, Tokenizer tokenizer, Device device) {
    Optional<Reading> before = device.memory().read();
    Placement placement = new Placement(device, settings.intraOpThreads(), settings.device());
    VectorModel vectors = open(settings, files, placement);
    GoldenCheck golden = new GoldenCheck(files.descriptor(), files.golden(), tokenizer, vectors);
    return new DeviceSession(placement, vectors, golden, before);
  }

  private static VectorModel open(EngineSettings settings, ModelFiles files, Placement placement) {
    int dimensions = dimensions(settings, files.descriptor());
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
                  WEIGHT_CACHE),
              session);
    };
  }

  /** Which tokens of a batch cost. */
  TokenCounting counting() {
    return sessions.getFirst().vectors().counting();
  }

  /** Room for a batch on any of the devices. */
  TokenTensors newTensors() {
    return sessions.getFirst().vectors().newTensors();
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
    sessions.forEach(DeviceSession::close);
    tokenizer.close();
  }
}
