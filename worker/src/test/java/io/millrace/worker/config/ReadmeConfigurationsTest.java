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

/** What the README shows works as it is: without a variable set, with the built-in model. */
class ReadmeConfigurationsTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  static Stream<String> configurations() throws IOException {
    return BLOCK
        .matcher(Files.readString(Path.of("..", "README.md")))
        .results()
        .map(block -> block.group(1));
  }

  @Test
  void theReadmeShowsOneSourceAndSeveral() throws IOException {
    assertThat(configurations()).hasSizeGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void configurationsOfTheReadmeFitTheBuiltInModel(String yaml) {
    int windowTokens = ModelSource.builtIn().load().descriptor().windowTokens();

    WorkerConfig config = ConfigFile.with(Map.of()).parse(yaml);

    assertThat(config.pipelines())
        .isNotEmpty()
        .allSatisfy(pipeline ->
            assertThat(config.chunksOf(pipeline, windowTokens).maxTokens())
                .isLessThanOrEqualTo(windowTokens));
  }
}
