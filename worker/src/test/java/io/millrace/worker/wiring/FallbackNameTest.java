package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import org.junit.jupiter.api.Test;

class FallbackNameTest {
  private static final VectorSpace MODEL = space("acme/large", "r1", 1024);

  @Test
  void anotherModelHasItsOwnName() {
    assertThat(name("int4", space("acme/small", "r2", 384))).isEqualTo("acme/small");
  }

  @Test
  void theSameModelOfFewerDimensionsIsToldByThem() {
    assertThat(name("auto", MODEL.withDimensions(256))).isEqualTo("acme/large@256");
  }

  @Test
  void theSameModelOfAnotherPrecisionIsToldByIt() {
    assertThat(name("int4", MODEL.withRevision("r1-int4"))).isEqualTo("acme/large@int4");
  }

  @Test
  void theSameVectorsAgainAreAFaultOfTheConfiguration() {
    assertThatThrownBy(() -> name("fp32", MODEL))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("fallback.model: makes the same vectors as model");
  }

  @Test
  void twoModelsThatNothingTellsApartAreAFaultOfTheConfiguration() {
    assertThatThrownBy(() -> name("auto", MODEL.withRevision("r2")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("fallback.model: is called acme/large as model is");
  }

  private static String name(String precision, VectorSpace fallback) {
    WorkerConfig config =
        ConfigFile.ofThisProcess()
            .parse("fallback: {enabled: true, model: {precision: %s}}".formatted(precision));
    return FallbackName.of(config, MODEL, fallback);
  }

  private static VectorSpace space(String model, String revision, int dimensions) {
    return new VectorSpace(model, revision, "mean", "", dimensions, true);
  }
}
