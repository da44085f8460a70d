package io.millrace.worker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.worker.api.TestApi.Answer;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.http.Route;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked for, and what describes it. */
class ModelsTest {
  private final PendingEmbedder engine = new PendingEmbedder();
  private final ServedModel owned = new ServedModel("acme/pending", engine, engine, 2);
  private final TestApi api = new TestApi(Admittance.OPEN, Map.of("ada", "pending"), owned);

  @Test
  void modelsAndTheirAliasesAreListed() throws InterruptedException {
    Answer answer = api.get("/v1/models");

    assertThat(answer.json().path("data"))
        .extracting(model -> model.path("id").asText())
        .containsExactly("acme/pending", "ada");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme/pending",
        "acme%2Fpending",
        "pending",
        "ada",
        "ada:query",
        "acme%2Fpending%3Aquery",
        "acme/pending%3Adocument"
      })
  void modelIsFoundByEachOfItsNames(String written) throws InterruptedException {
    JsonNode model = api.model(written).json();

    assertThat(model.path("dimensions").asInt()).isEqualTo(2);
    assertThat(model.path("window").asInt()).isEqualTo(16);
    assertThat(model.path("space").asText()).isEqualTo(engine.space().fingerprint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"babbage", "acme", "ada+query", "ada%", "%00", "{model}", "ada/"})
  void unknownModelIsOpenAisError(String written) throws InterruptedException {
    Answer answer = api.model(written);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("model_not_found");
    assertThat(answer.param()).isEqualTo("model");
    assertThat(answer.message()).contains("GET /v1/models");
  }

  @Test
  void documentDescribesEveryRouteOfTheApi() {
    Set<String> routed =
        api.routes().stream().map(ModelsTest::operation).collect(Collectors.toSet());

    assertThat(Contract.read().operations()).containsAll(routed);
  }

  @Test
  void documentIsServedToAnybody() throws InterruptedException {
    Answer answer = api.get("/openapi.yaml");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(api.routes())
        .filteredOn(route -> route.access() == Route.Access.OPEN)
        .extracting(Route::path)
        .containsExactly("/openapi.yaml");
  }

  @Test
  void aliasOfNoModelIsAFaultOfTheConfiguration() {
    assertThatThrownBy(() -> new TestApi(Admittance.OPEN, Map.of("ada", "babbage"), owned))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.aliases.ada: there is no model babbage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a%2Fb", "a?b", "pending", "acme/pending", "pending:query"})
  void aliasThatCannotBeIsAFaultOfTheConfiguration(String alias) {
    assertThatThrownBy(() -> new TestApi(Admittance.OPEN, Map.of(alias, "pending"), owned))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.aliases.%s: ", alias);
  }

  @Test
  void aliasThatIsAnotherWithItsRoleIsAFaultOfTheConfiguration() {
    Map<String, String> aliases = Map.of("ada", "pending", "ada:query", "pending");

    assertThatThrownBy(() -> new TestApi(Admittance.OPEN, aliases, owned))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.aliases.ada:query: there is already a model or alias ada:query");
  }

  @Test
  void moreLeastDimensionsThanThereAreAreAFaultOfTheConfiguration() {
    assertThatThrownBy(() -> new ServedModel("pending", engine, engine, 3))
        .isInstanceOf(ConfigException.class)
        .hasMessage("model.leastDimensions is 3, must be from 1 to the model's 2");
  }

  @Test
  void firstModelKeepsALastPartThatTwoHave() throws RefusedException {
    ServedModel other = new ServedModel("umbrella/pending", engine, engine, 2);
    ModelNames names = new ModelNames(List.of(owned, other), Map.of());

    assertThat(names.find("pending").model()).isSameAs(owned);
    assertThat(names.find("umbrella/pending").model()).isSameAs(other);
  }

  @Test
  void twoModelsOfOneNameAreAFaultOfTheConfiguration() {
    assertThatThrownBy(() -> new ModelNames(List.of(owned, owned), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("two models are called acme/pending");
  }

  @Test
  void aliasThatIsTheNameOfAnotherModelIsAFaultOfTheConfiguration() {
    ServedModel other = owned.named("umbrella/other");

    assertThatThrownBy(() -> new ModelNames(List.of(owned, other), Map.of("other", "acme/pending")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.aliases.other: there is already a model or alias other");
  }

  private static String operation(Route route) {
    return route.method() + " " + route.path();
  }
}
