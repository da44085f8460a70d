package io.millrace.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.bench.EngineBenchmark.Load;
import io.millrace.worker.bench.EngineReport.Rate;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.quant.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineBenchmarkTest {
  private static final Duration TIME = Duration.ofMillis(100);

  @TempDir Path folder;

  @Test
  void reportHasAllThatATableNeeds() throws InterruptedException {
    JsonNode report = report(Optional.empty());

    assertThat(report.path("model").asText()).isEqualTo("random-qwen3-tiny");
    assertThat(report.path("precision").asText()).isEqualTo("fp32");
    assertThat(report.path("device").asText()).isEqualTo("cpu");
    assertThat(report.path("length").asText()).isEqualTo("20");
    assertThat(report.path("budgetTokens").asInt()).isEqualTo(TinyCheckpoint.BUDGET_TOKENS);
    assertThat(report.path("texts").asInt()).isEqualTo(52);
    assertThat(report.path("tokens").asInt()).isEqualTo(1040);
    assertThat(report.at("/tokensPerSecond/passes").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(report.at("/tokensPerSecond/median").asDouble())
        .isBetween(
            report.at("/tokensPerSecond/slowest").asDouble(),
            report.at("/tokensPerSecond/fastest").asDouble());
    assertThat(report.path("textsPerSecond").asDouble())
        .isCloseTo(report.at("/tokensPerSecond/median").asDouble() / 20, within(0.1));
    assertThat(report.path("paddingShare").asDouble()).isZero();
    assertThat(report.path("openSeconds").asDouble()).isNotNegative();
    assertThat(report.at("/deviceMemoryMiB/most").isIntegralNumber()).isTrue();
    assertThat(report.at("/versions/onnxRuntime").asText()).matches("\\d+\\.\\d+.*");
    assertThat(report.at("/versions/java").asText()).startsWith("25");
    assertThat(report.path("hostCores").asInt()).isPositive();
  }

  @Test
  void ceilingOfQuantizedWeightsIsThatOfThePlainType() throws InterruptedException {
    JsonNode report = report(Optional.of(Precision.INT8));

    assertThat(report.path("precision").asText()).isEqualTo("int8");
    assertThat(report.at("/gemmCeiling/precision").asText()).isEqualTo("fp32");
    double ceiling = report.at("/gemmCeiling/tokensPerSecond").asDouble();
    assertThat(report.at("/gemmCeiling/share").asDouble())
        .isCloseTo(report.at("/tokensPerSecond/median").asDouble() / ceiling, within(1e-4));
    assertThat(report.at("/gemmCeiling/teraflops").asDouble()).isPositive();
    assertThat(report.at("/gemmCeiling/seconds").asDouble()).isPositive();
  }

  @Test
  void packedAndPaddedRunTheSameBatches() throws InterruptedException {
    JsonNode report = report(new Load(TextLengths.parse("mixed"), 1024, TIME, TIME, true));

    JsonNode sorted = report.at("/againstPadded/1");
    assertThat(report.path("againstPadded")).hasSize(2);
    assertThat(report.at("/againstPadded/0/order").asText()).isEqualTo("as they come");
    assertThat(sorted.path("order").asText()).isEqualTo("sorted by length");
    assertThat(sorted.path("paddingShare").asDouble())
        .isBetween(0.0, report.at("/againstPadded/0/paddingShare").asDouble());
    assertThat(sorted.path("batches").asInt()).isPositive();
    assertThat(sorted.at("/packedTokensPerSecond/passes").asInt())
        .isEqualTo(sorted.at("/paddedTokensPerSecond/passes").asInt())
        .isGreaterThanOrEqualTo(3);
    assertThat(sorted.path("timesPadded").asDouble())
        .isCloseTo(
            sorted.at("/packedTokensPerSecond/median").asDouble()
                / sorted.at("/paddedTokensPerSecond/median").asDouble(),
            within(1e-3));
  }

  @Test
  void thePaddedNetworkRunsOnlyWhenAskedFor() throws InterruptedException {
    assertThat(report(Optional.empty()).path("againstPadded")).isEmpty();
  }

  @Test
  void aFolderWithoutACheckpointIsRefused() throws Exception {
    Path model = TinyCheckpoint.in(folder);
    Files.delete(model.resolve("model.safetensors"));

    assertThatThrownBy(() -> benchmark(Optional.empty()).run(model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(model.toString());
  }

  @Test
  void theRateOfSeveralPassesIsTheirMedian() {
    assertThat(Rate.of(3, 1, 9)).isEqualTo(new Rate(3, 1, 9, 3));
    assertThat(Rate.of(4, 1, 9, 3)).isEqualTo(new Rate(3.5, 1, 9, 4));
  }

  private JsonNode report(Optional<Precision> precision) throws InterruptedException {
    return new JsonMapper().valueToTree(benchmark(precision).run(TinyCheckpoint.in(folder)));
  }

  private JsonNode report(Load load) throws InterruptedException {
    EngineBenchmark benchmark =
        new EngineBenchmark(TinyCheckpoint.settings(Optional.empty()), load);
    return new JsonMapper().valueToTree(benchmark.run(TinyCheckpoint.in(folder)));
  }

  private static EngineBenchmark benchmark(Optional<Precision> precision) {
    return new EngineBenchmark(
        TinyCheckpoint.settings(precision),
        new Load(TextLengths.parse("20"), 1024, TIME, TIME, false));
  }
}
