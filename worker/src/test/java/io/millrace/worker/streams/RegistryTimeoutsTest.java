package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.worker.config.ConfigFile;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegistryTimeoutsTest {
  /** A stream thread that serializes ends when it gives up, and not before. */
  @Test
  void aSilentRegistryIsGivenUpBeforeTheStreamsEndIs() {
    RegistryConfig.Http http =
        RegistryConfig.from(ConfigFile.ofThisProcess().defaults().registry()).http();
    RegistryConfig.Retries retries = http.retries();
    Duration tries = http.readTimeout().multipliedBy(1 + retries.max());
    Duration waits =
        IntStream.range(0, retries.max())
            .mapToObj(retry -> retries.initialWait().multipliedBy(1L << retry))
            .reduce(Duration.ZERO, Duration::plus);

    assertThat(tries.plus(waits)).isLessThan(EmbeddingStream.CLOSE_TIMEOUT);
    assertThat(http.connectTimeout()).isLessThanOrEqualTo(http.readTimeout());
  }
}
