package io.millrace.worker.engine.device;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.HexFormat;

/** How ONNX Runtime's CUDA provider is set up, and why. */
final class CudaProvider {
  /**
   * The smallest model: {@code y = Identity(x)} on one float, ONNX opset 13. A session of it loads
   * the provider's libraries and opens the device.
   */
  private static final byte[] IDENTITY =
      HexFormat.of()
          .parseHex(
              "08083a370a100a017812017922084964656e746974791201705a0f0a0178120a"
                  + "0a08080112040a020801620f0a0179120a0a08080112040a02080142040a0010"
                  + "0d");

  private CudaProvider() {}

  static void register(SessionOptions options, int ordinal, long memoryBytes) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(ordinal)) {
      // Doubling would take half of the memory for a batch that is a little larger than the last.
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      // No operator of our graphs needs cuDNN; a gigabyte less to install.
      cuda.add("enable_cudnn", "0");
      if (memoryBytes > 0) {
        cuda.add("gpu_mem_limit", Long.toString(memoryBytes));
      }
      options.addCUDA(cuda);
    }
    // Weights outside the arena: they are never freed, and neither fragment it nor count there.
    options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
  }

  /** Loads the provider and opens the device, or says why not. */
  static void probe(int ordinal) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      register(options, ordinal, 0);
      OrtEnvironment.getEnvironment().createSession(IDENTITY, options).close();
    }
  }
}
