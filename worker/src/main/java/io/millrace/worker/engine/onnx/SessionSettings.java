package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millrace.worker.engine.device.Placement;
import io.millrace.worker.engine.model.ModelFiles;
import java.nio.file.Path;

/** How a session is set up, and why. */
final class SessionSettings {
  private SessionSettings() {}

  static SessionOptions of(ModelFiles files, Placement placement) throws OrtException {
    SessionOptions options = new SessionOptions();
    placement.apply(options, files.weightBytes());
    // Every batch has another shape: patterns would be kept for each of them.
    options.setMemoryPatternOptimization(false);
    // Threads that spin between two batches take the cores from stream threads and tokenizers.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    if (files.externalWeights().isPresent()) {
      Path folder = files.externalWeights().get();
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", folder.toString());
    }
    return options;
  }
}
