package io.millrace.worker.engine.onnx;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a session is set up, and why.
 *
 * @param externalWeights folder of the files that the graph takes its weights from, if any
 * @param weightBytes what the weights take on the device
 * @param operators of our own, which the graph uses
 */
public record SessionSettings(
    Placement placement,
    Optional<Path> externalWeights,
    long weightBytes,
    List<CustomOperator> operators) {
  public SessionSettings {
    operators = List.copyOf(operators);
    requireNonNull(placement, "placement");
    requireNonNull(externalWeights, "externalWeights");
  }

  /** With all weights in the graph. */
  public static SessionSettings on(Placement placement) {
    return new SessionSettings(placement, Optional.empty(), 0, List.of());
  }

  /** On the CPU, without a limit, with all weights in the graph. */
  public static SessionSettings cpu(int intraOpThreads) {
    return on(new Placement(new Device.Cpu(), intraOpThreads, OptionalLong.empty()));
  }

  /** The same with weights in files. */
  public SessionSettings withExternalWeights(Optional<Path> folder) {
    return new SessionSettings(placement, folder, weightBytes, operators);
  }

  /** The same with weights of this size. */
  public SessionSettings withWeightBytes(long bytes) {
    return new SessionSettings(placement, externalWeights, bytes, operators);
  }

  /** The same with operators of our own. */
  public SessionSettings withOperators(List<CustomOperator> others) {
    return new SessionSettings(placement, externalWeights, weightBytes, others);
  }

  /** Whether it runs on a GPU. */
  public boolean isOnGpu() {
    return placement.device() instanceof Device.Cuda;
  }

  SessionOptions options() throws OrtException {
    // A provider is loaded with the logger of the environment, which must be there before.
    var _ = OrtEnvironment.getEnvironment();
    SessionOptions options = new SessionOptions();
    placement.apply(options, weightBytes);
    CustomOperators.add(operators, options);
    // Its errors come as exceptions; what it prints besides goes past our log.
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    // Every batch has another shape: patterns would be kept for each of them.
    options.setMemoryPatternOptimization(false);
    // Threads that spin between two batches take the cores from stream threads and tokenizers.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    if (externalWeights.isPresent()) {
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", externalWeights.get().toString());
    }
    return options;
  }
}
