package io.millrace.worker.config;

import java.time.Duration;

/** What watches a worker, and what it tells of itself. */
public final class OperationsConfig {
  private OperationsConfig() {}

  /**
   * The guard of the memory.
   *
   * @param highWater share of the memory above which it steps up
   * @param lowWater share below which it steps down
   * @param hold how long a state is kept before the next step
   * @param interval time between looks; 0: no guard
   */
  public record Guard(double highWater, double lowWater, Duration hold, Duration interval) {
    public Guard {
      if (!(0 < lowWater && lowWater < highWater && highWater <= 1)) {
        throw new IllegalArgumentException(
            "lowWater is %s and highWater %s: must be above 0, lowWater below highWater, and at most 1"
                .formatted(lowWater, highWater));
      }
    }
  }

  /**
   * The topic of usage.
   *
   * @param topic empty: none
   * @param interval time between writes
   */
  public record Usage(String topic, Duration interval) {
    public Usage {
      HttpConfig.requirePositive("interval", interval);
    }
  }

  /**
   * OpenTelemetry.
   *
   * @param endpoint OTLP over HTTP; empty: no traces
   * @param share of the traces that begin here; those of others are theirs to sample
   */
  public record Tracing(String endpoint, String serviceName, double share) {
    public Tracing {
      WorkerConfig.requireName("serviceName", serviceName);
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("share is %s, must be from 0 to 1".formatted(share));
      }
    }
  }
}
