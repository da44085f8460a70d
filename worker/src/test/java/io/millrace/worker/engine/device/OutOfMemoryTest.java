package io.millrace.worker.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BFCArena::AllocateRawInternal(size_t) Failed to allocate memory for requested buffer of size 1024",
        "BFCArena::AllocateRawInternal(size_t) Available memory of 12 is smaller than requested bytes of 99",
        "CUDA failure 2: out of memory ; GPU=0 ; hostname=host",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED",
        "Exception during initialization: std::bad_alloc"
      })
  void memoryThatRanOutIsRecognized(String message) {
    assertThat(OutOfMemory.caused(new OrtException(message))).isTrue();
  }

  @Test
  void kernelsOfOurOwnTellItInTheSameWords() {
    assertThat(OutOfMemory.caused(new OrtException(CudaKernels.refusal("gate_bf16", 2)))).isTrue();
    assertThat(OutOfMemory.caused(new OrtException(CudaKernels.refusal("gate_bf16", 700))))
        .isFalse();
  }

  @Test
  void limitOfTheSessionIsToldFromAFullDevice() {
    assertThat(
            OutOfMemory.isOwnLimit(
                new OrtException("Available memory of 12 is smaller than requested bytes of 99")))
        .isTrue();
    assertThat(OutOfMemory.isOwnLimit(new OrtException("CUDA failure 2: out of memory"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA failure 700: an illegal memory access was encountered",
        "Non-zero status code returned while running Gather node: indices element out of data bounds"
      })
  void otherFailuresAreNot(String message) {
    assertThat(OutOfMemory.caused(new OrtException(message))).isFalse();
  }
}
