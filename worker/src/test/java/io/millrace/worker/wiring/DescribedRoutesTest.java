package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineSettings;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.page.Search;
import io.millrace.worker.tracing.Tracing;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DescribedRoutesTest {
  private static final WorkerConfig CONFIG =
      ConfigFile.ofThisProcess().parse("http: {port: 0, managementPort: 0}");
  private static final Search NOTHING = (_, _) -> new Search.Found.Hits(List.of());

  @Test
  void documentDescribesEveryRouteOfAWorkerAndNoOther() throws Exception {
    try (EmbeddingEngine engine =
            EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.builtIn());
        Serving serving = Serving.start(served(engine))) {
      assertThat(described(serving.port().orElseThrow()))
          .containsExactlyInAnyOrderElementsOf(
              serving.routes().stream().map(route -> route.method() + " " + route.path()).toList());
    }
  }

  private static Served served(EmbeddingEngine engine) {
    return new Served(
        CONFIG,
        engine,
        Optional.empty(),
        Optional.empty(),
        Optional.of(NOTHING),
        Tracing.off(),
        () -> {});
  }

  private static List<String> described(int port) throws IOException, InterruptedException {
    String document = WorkerClient.at(port, "").get("/openapi.yaml").response().body();
    return new YAMLMapper()
        .readTree(document).path("paths").properties().stream()
            .flatMap(path -> methods(path.getValue()).map(method -> method + " " + path.getKey()))
            .toList();
  }

  private static Stream<String> methods(JsonNode path) {
    return path.properties().stream().map(method -> method.getKey().toUpperCase(Locale.ROOT));
  }
}
