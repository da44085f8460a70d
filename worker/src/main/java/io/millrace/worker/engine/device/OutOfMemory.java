package io.millrace.worker.engine.device;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Locale;

/** Tells a device that has no memory left from one that fails. */
public final class OutOfMemory {
  /** In lower case: words of ONNX Runtime's arena, of CUDA and of its libraries, of C++. */
  private static final List<String> SIGNS =
      List.of(
          "failed to allocate memory",
          "available memory of",
          "out of memory",
          "cuda error 2:",
          "cuda failure 2:",
          "cudaerrormemoryallocation",
          "cublas_status_alloc_failed",
          "bad_alloc",
          "bad allocation");

  private OutOfMemory() {}

  /** Whether it is what caused another exception. */
  public static boolean isBehind(Exception failure) {
    return failure.getCause() instanceof OrtException run && caused(run);
  }

  /** Whether a run ended because memory ran out; less work at a time may do. */
  public static boolean caused(OrtException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return SIGNS.stream().anyMatch(message::contains);
  }
}
