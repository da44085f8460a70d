package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.Network;
import io.millrace.worker.engine.onnx.OnnxModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.onnx.VectorGraph;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.quant.WeightCache;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;

/** Opens a Qwen3 checkpoint: on a GPU packed and in 16 bits, on a CPU in 32 bits. */
public final class Qwen3Model {
  private static final int LEAST_DIMENSIONS = 32;

  private Qwen3Model() {}

  /**
   * What a caller chooses.
   *
   * @param precision of the weights; the checkpoint's own on a GPU and 32 bits on a CPU when empty
   * @param windowTokens longest text
   * @param dimensions of a vector, from 32 to the hidden size
   * @param otherCache folder for converted weights when the checkpoint's own cannot be written to
   */
  public record Choice(
      Optional<Precision> precision, int windowTokens, int dimensions, Path otherCache) {}

  /**
   * Opens a session.
   *
   * @throws ModelException if the checkpoint is damaged, of a shape or precision that is not
   *     supported there, or ONNX Runtime refuses it
   */
  public static OnnxModel open(
      Network.Qwen3Checkpoint files, Choice choice, SessionSettings settings) {
    return settings.isOnGpu()
        ? open(
            files,
            choice,
            settings,
            (config, type) ->
                DeviceKernels.onGpu(config, type, Qwen3Kernels.on(settings.placement().device())))
        : open(files, choice, settings, (config, _) -> DeviceKernels.onCpu(config));
  }

  /**
   * Opens a session of the same network with padding throughout, as an export to ONNX has it: what
   * a benchmark holds {@link #open} against. On the CPU only.
   *
   * @throws ModelException as {@link #open} does
   */
  public static OnnxModel openPadded(
      Network.Qwen3Checkpoint files, Choice choice, SessionSettings settings) {
    return open(files, choice, settings, (config, _) -> DeviceKernels.paddedOnCpu(config));
  }

  private static OnnxModel open(
      Network.Qwen3Checkpoint files,
      Choice choice,
      SessionSettings settings,
      BiFunction<Qwen3Config, ComputeType, DeviceKernels> kernelsOf) {
    Qwen3Config config = Qwen3Config.of(files.config());
    requireDimensions(choice.dimensions(), config);
    Checkpoint checkpoint = Checkpoint.open(files.folder());
    Qwen3Weights weights = Qwen3Weights.of(checkpoint, config);
    boolean onGpu = settings.isOnGpu();
    Precision precision = precision(choice.precision(), weights, onGpu);
    ComputeType type = type(precision, weights, onGpu);
    DeviceKernels kernels = kernelsOf.apply(config, type);
    WeightSource source =
        WeightSource.of(
            checkpoint, weights, precision, type, cache(checkpoint, choice.otherCache(), settings));
    byte[] graph =
        Qwen3Graph.write(
            config, weights, source, kernels, choice.windowTokens(), choice.dimensions());
    return open(
        graph,
        new VectorGraph(
            Qwen3Graph.VECTORS,
            Qwen3Graph.UNCUT,
            kernels.layout().counting(),
            kernels.layout()::newTensors,
            precision.label()),
        settings
            .withOperators(kernels.operators())
            .withExternalWeights(Optional.of(source.folder()))
            .withWeightBytes(source.bytes(weights)));
  }

  static OnnxModel open(byte[] graph, VectorGraph vectors, SessionSettings settings) {
    try (Arena memory = Arena.ofConfined()) {
      ByteBuffer onnx = memory.allocateFrom(ValueLayout.JAVA_BYTE, graph).asByteBuffer();
      return OnnxModel.open(onnx, vectors, settings);
    }
  }

  static WeightCache cache(Checkpoint checkpoint, Path otherCache, SessionSettings settings) {
    return new WeightCache(
        checkpoint.folder().resolve(WeightCache.FOLDER),
        otherCache,
        settings.placement().intraOpThreads());
  }

  /** What the weights are kept in. */
  static Precision precision(Optional<Precision> chosen, Qwen3Weights weights, boolean onGpu) {
    return chosen.orElseGet(() -> onGpu ? stored(weights) : Precision.FP32);
  }

  /** What is computed in. */
  static ComputeType type(Precision precision, Qwen3Weights weights, boolean onGpu) {
    return onGpu ? onGpu(precision, weights) : onCpu(precision);
  }

  private static void requireDimensions(int dimensions, Qwen3Config config) {
    if (dimensions < Math.min(LEAST_DIMENSIONS, config.hiddenSize())
        || dimensions > config.hiddenSize()) {
      throw new ModelException(
          "dimensions is %d, must be from %d to %d"
              .formatted(dimensions, LEAST_DIMENSIONS, config.hiddenSize()));
    }
  }

  private static Precision stored(Qwen3Weights weights) {
    return weights.embedding().type() == DType.F16 ? Precision.FP16 : Precision.BF16;
  }

  private static ComputeType onGpu(Precision precision, Qwen3Weights weights) {
    return switch (precision) {
      case FP16 -> ComputeType.FP16;
      case BF16 -> ComputeType.BF16;
      case INT8, INT4, NF4, FP8 ->
          stored(weights) == Precision.FP16 ? ComputeType.FP16 : ComputeType.BF16;
      case FP32 ->
          throw new ModelException(
              "precision fp32 is for the CPU: the GPU's attention works on 16 bit floats");
    };
  }

  private static ComputeType onCpu(Precision precision) {
    return switch (precision) {
      case FP32, INT8, INT4, NF4 -> ComputeType.FP32;
      case FP16, BF16, FP8 ->
          throw new ModelException(
              "precision %s is for a GPU; on the CPU it is one of fp32, int8, int4, nf4"
                  .formatted(precision.label()));
    };
  }
}
