package io.millrace.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.engine.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shown works as it is: without a variable set, with the built-in model. */
class ShownConfigurationsTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  static Stream<String> configurations() throws IOException {
    return Stream.concat(
        BLOCK
            .matcher(Files.readString(Path.of("..", "README.md")))
            .results()
            .map(block -> block.group(1)),
        Stream.of(Files.readString(Path.of("..", "ops", "docker", "millrace.yaml"))));
  }

  @Test
  void theReadmeShowsOneSourceAndSeveralBesideTheContainers() throws IOException {
    assertThat(configurations()).hasSizeGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void configurationsThatAreShownFitTheBuiltInModel(String yaml) {
    int windowTokens = ModelSource.builtIn().load().descriptor().windowTokens();

    WorkerConfig config = ConfigFile.with(Map.of()).parse(yaml);

    assertThat(config.pipelines())
        .isNotEmpty()
        .allSatisfy(pipeline ->
            assertThat(config.chunksOf(pipeline, windowTokens).maxTokens())
                .isLessThanOrEqualTo(windowTokens));
  }
}
