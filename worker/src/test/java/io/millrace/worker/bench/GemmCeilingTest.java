package io.millrace.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.bench.EngineReport.Ceiling;
import io.millrace.worker.bench.GemmCeiling.Measured;
import java.util.List;
import org.junit.jupiter.api.Test;

class GemmCeilingTest {
  @Test
  void ceilingsOfSeveralDevicesAddUp() {
    List<Measured> each =
        List.of(new Measured("bf16", 1000, 1e9, 5), new Measured("bf16", 1500, 1e9, 5.1));

    assertThat(GemmCeiling.together(each, 1250))
        .isEqualTo(new Ceiling("bf16", 2500, 0.5, 2.5, 10.1));
  }
}
