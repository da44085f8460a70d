package io.millrace.worker.engine.device;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** What runs a session. */
public sealed interface Device {
  /** The processor and the host's memory. */
  record Cpu() implements Device {
    @Override
    public void register(SessionOptions options, long memoryBytes) {
      // ONNX Runtime has a CPU in every session.
    }

    @Override
    public DeviceMemory memory() {
      return new HostMemory(Path.of("/"));
    }

    @Override
    public OptionalDouble utilization() {
      return OptionalDouble.empty();
    }

    @Override
    public String arena() {
      return "cpu:0";
    }

    @Override
    public int runsAtATime() {
      return 1;
    }

    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * One GPU.
   *
   * @param ordinal as CUDA counts the devices that this process may see, from 0
   */
  record Cuda(int ordinal) implements Device {
    @Override
    public void register(SessionOptions options, long memoryBytes) throws OrtException {
      CudaProvider.register(options, ordinal, memoryBytes);
    }

    @Override
    public DeviceMemory memory() {
      return new CudaMemory(ordinal);
    }

    @Override
    public OptionalDouble utilization() {
      return new CudaUtilization(ordinal).read();
    }

    @Override
    public String arena() {
      return "gpu:" + ordinal;
    }

    @Override
    public int runsAtATime() {
      return 2;
    }

    @Override
    public String toString() {
      return "cuda:" + ordinal;
    }
  }

  /**
   * Makes the device run the sessions of these options.
   *
   * @param memoryBytes most that a session may take for its batches, beside its weights; 0 for no
   *     limit. Only CUDA heeds it.
   */
  void register(SessionOptions options, long memoryBytes) throws OrtException;

  /** What its memory holds. */
  DeviceMemory memory();

  /** Share of the last moments in which it was busy, 0 to 1; empty where nobody tells. */
  OptionalDouble utilization();

  /** Name of its memory arena in {@code memory.enable_memory_arena_shrinkage}. */
  String arena();

  /** How many batches keep it busy: on a GPU the kernels of one fill the gaps between another's. */
  int runsAtATime();
}
