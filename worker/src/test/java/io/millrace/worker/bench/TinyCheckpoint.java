package io.millrace.worker.bench;

import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.batch.LaneShares;
import io.millrace.worker.engine.device.DeviceSettings;
import io.millrace.worker.engine.quant.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A random checkpoint that is as small as they get, and an engine for it. */
final class TinyCheckpoint {
  static final Qwen3Shape SHAPE = new Qwen3Shape("tiny", 64, 2, 4, 2, 32, 96, 300, true);
  static final int BUDGET_TOKENS = 256;

  private TinyCheckpoint() {}

  static Path in(Path parent) {
    return new RandomCheckpoint(SHAPE).in(parent);
  }

  static EngineSettings settings(Optional<Precision> precision) {
    return new EngineSettings(
        BUDGET_TOKENS,
        0,
        Duration.ZERO,
        LaneShares.DEFAULT,
        EngineSettings.DEFAULT_ONLINE_WAIT,
        1,
        1,
        OptionalInt.empty(),
        Duration.ZERO,
        Duration.ZERO,
        precision,
        DeviceSettings.cpu());
  }
}
