package io.millrace.worker.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MissingLibraryTest {
  @Test
  void loadersMessageNamesLibraryAndPackage() {
    String message =
        "Failed to load library /x/libonnxruntime_providers_cuda.so with error:"
            + " libcublasLt.so.12: cannot open shared object file: No such file or directory";

    assertThat(MissingLibrary.in(message).orElseThrow())
        .hasToString(
            "libcublasLt.so.12 is missing; it comes with libcublas-12-9 of CUDA 12"
                + " (pip: nvidia-cublas-cu12)");
  }

  @Test
  void driverIsNotTheRuntime() {
    assertThat(new MissingLibrary("libcuda.so.1").toString()).contains("driver");
    assertThat(new MissingLibrary("libcudart.so.12").toString()).contains("cuda-cudart");
  }

  @Test
  void otherMessagesNameNone() {
    assertThat(MissingLibrary.in("CUDA failure 100: no CUDA-capable device")).isEmpty();
  }
}
