package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a session is set up, and why.
 *
 * @param intraOpThreads threads that work on one batch, the caller's among them
 * @param externalWeights folder of the files that the graph takes its weights from, if any
 * @param cudaDevice which GPU; none for the CPU
 */
public record SessionSettings(
    int intraOpThreads, Optional<Path> externalWeights, OptionalInt cudaDevice) {
  /** On the CPU, with all weights in the graph. */
  public static SessionSettings cpu(int intraOpThreads) {
    return new SessionSettings(intraOpThreads, Optional.empty(), OptionalInt.empty());
  }

  /** The same with weights in files. */
  public SessionSettings withExternalWeights(Optional<Path> folder) {
    return new SessionSettings(intraOpThreads, folder, cudaDevice);
  }

  SessionOptions options() throws OrtException {
    // A provider is loaded with the logger of the environment, which must be there before.
    var _ = OrtEnvironment.getEnvironment();
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(intraOpThreads);
    // Every batch has another shape: patterns would be kept for each of them.
    options.setMemoryPatternOptimization(false);
    // Threads that spin between two batches take the cores from stream threads and tokenizers.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    if (externalWeights.isPresent()) {
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", externalWeights.get().toString());
    }
    if (cudaDevice.isPresent()) {
      addCuda(options, cudaDevice.getAsInt());
    }
    return options;
  }

  private static void addCuda(SessionOptions options, int device) throws OrtException {
    // Weights straight to the device, beside the arena, which would round their sizes up.
    options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device)) {
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      options.addCUDA(cuda);
    }
  }
}
