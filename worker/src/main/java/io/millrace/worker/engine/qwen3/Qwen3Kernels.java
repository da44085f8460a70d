package io.millrace.worker.engine.qwen3;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.engine.device.CudaKernels;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.KernelLauncher;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kernels for what ONNX Runtime's CUDA provider takes several for, in PTX; {@code
 * ops/kernels/qwen3.cu} is their source.
 */
final class Qwen3Kernels {
  static final String PTX = "/kernels/qwen3.ptx";

  private static final Logger LOG = LoggerFactory.getLogger(Qwen3Kernels.class);

  private Qwen3Kernels() {}

  /** Loads them on a GPU; empty elsewhere, and where the driver does not take them. */
  static Optional<KernelLauncher> on(Device device) {
    if (!(device instanceof Device.Cuda(int ordinal))) {
      return Optional.empty();
    }
    Optional<KernelLauncher> kernels = CudaKernels.load(ordinal, ptx()).map(Function.identity());
    if (kernels.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("device", device)
          .log("The driver does not take our kernels: ONNX Runtime's own are slower");
    }
    return kernels;
  }

  static String ptx() {
    try (InputStream in = Qwen3Kernels.class.getResourceAsStream(PTX)) {
      return new String(requireNonNull(in, PTX).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(PTX, e);
    }
  }
}
