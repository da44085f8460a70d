package io.millrace.worker.engine.device;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Locale;

/** Tells a device that has no memory left from one that fails. */
public final class OutOfMemory {
  /** What an arena says that may not grow any more. */
  private static final String OWN_LIMIT = "available memory of";

  /** In lower case: words of ONNX Runtime's arena, of CUDA and of its libraries, of C++. */
  private static final List<String> SIGNS =
      List.of(
          "failed to allocate memory",
          OWN_LIMIT,
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
    String message = message(failure);
    return SIGNS.stream().anyMatch(message::contains);
  }

  /** Whether it was the session's own limit that a run came to, however much the device has. */
  public static boolean isOwnLimit(OrtException failure) {
    return message(failure).contains(OWN_LIMIT);
  }

  private static String message(OrtException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
  }
}
