package io.millrace.worker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.config.WorkerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoConfigTest {
  @Test
  void namesAreTakenAsTheyAreWritten() {
    List<String> fields = List.of("no", "a: b", "[x", "it's");
    Path state = Path.of("/tmp/it's here");

    WorkerConfig config =
        Demo.config(
            """
            kafka: {bootstrap.servers: "127.0.0.1:1"}
            registry: {schema.registry.url: "http://127.0.0.1:2"}
            """,
            new DemoInput(Optional.empty(), fields),
            state);

    assertThat(config.source().textFields()).isEqualTo(fields);
    assertThat(config.streams().stateDir()).isEqualTo(state);
  }
}
