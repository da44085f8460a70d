package io.millrace.worker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.registry.InProcessRegistry;
import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.schemas.registry.SchemaRegistryClient;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RegistryWatchTest {
  @Test
  void aRegistryThatGoesAndComesBackIsNoticed() throws Exception {
    InProcessRegistry registry = InProcessRegistry.start();
    int port = URI.create(registry.url()).getPort();
    try (RegistryWatch watch = watch(registry.url(), Duration.ZERO)) {
      assertThat(watch.check().isHealthy()).isTrue();

      registry.close();
      assertThat(watch.check().isHealthy()).isTrue();
      watch.askAgain();
      assertThat(watch.check().state()).isEqualTo(Check.State.UNREADY);
      assertThat(watch.check().detail()).isEqualTo("does not answer");

      registry = InProcessRegistry.start(port);
      watch.askAgain();
      assertThat(watch.check().isHealthy()).isTrue();
    } finally {
      registry.close();
    }
  }

  @Test
  void asksByItself() throws Exception {
    InProcessRegistry registry = InProcessRegistry.start();
    try (RegistryWatch watch = watch(registry.url(), Duration.ofMillis(1))) {
      registry.close();

      await().until(() -> !watch.check().isHealthy());
    }
  }

  private static RegistryWatch watch(String url, Duration interval) {
    return new RegistryWatch(
        new SchemaRegistryClient(RegistryConfig.from(Map.of("schema.registry.url", url))),
        interval);
  }
}
