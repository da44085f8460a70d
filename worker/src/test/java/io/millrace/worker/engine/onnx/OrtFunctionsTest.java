package io.millrace.worker.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import io.millrace.worker.engine.onnx.OrtFunctions.Function;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class OrtFunctionsTest {
  private static final int FAILURES = 1000;

  /** The function that makes a failure gives one itself; twice released, it would end the JVM. */
  @Test
  void aFailureIsReadAndThenReleased() {
    assertThat(OrtEnvironment.getEnvironment()).isNotNull();
    OrtFunctions functions = OrtFunctions.load();
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < FAILURES; i++) {
        String message = "failure %d".formatted(i);

        assertThatThrownBy(
                () -> functions.call(Function.CREATE_STATUS, 1, arena.allocateFrom(message)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("ONNX Runtime: " + message);
      }
    }
  }
}
