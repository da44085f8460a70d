package io.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.registry.RegistryConfig.SchemaChoice;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryConfigTest {
  @Test
  void defaultsAreConfluents() {
    RegistryConfig config = config(Map.of());

    assertThat(config.writing())
        .isEqualTo(new RegistryConfig.Writing(SchemaChoice.REGISTER, false));
    assertThat(config.latestTtl()).isEmpty();
    assertThat(config.http().retries())
        .isEqualTo(new RegistryConfig.Retries(3, Duration.ofSeconds(1), Duration.ofSeconds(20)));
  }

  @ParameterizedTest
  @CsvSource({
    "true,  false, true,  REGISTER",
    "true,  true,  true,  REGISTER",
    "false, false, true,  LOOK_UP",
    "false, true,  true,  LATEST_IF_COMPATIBLE",
    "false, true,  false, LATEST",
  })
  void switchesDecideWhichSchemaIsWritten(
      String autoRegister, String useLatest, String strict, SchemaChoice choice) {
    RegistryConfig config =
        config(
            Map.of(
                "auto.register.schemas", autoRegister,
                "use.latest.version", useLatest,
                "latest.compatibility.strict", strict));

    assertThat(config.writing().choice()).isEqualTo(choice);
  }

  @Test
  void severalUrlsKeepTheirOrderAndLoseTheirLastSlash() {
    assertThat(config(Map.of("schema.registry.url", "http://a:1/, https://b/path/")).endpoints())
        .extracting(RegistryConfig.Endpoint::uri)
        .containsExactly(URI.create("http://a:1"), URI.create("https://b/path"));
  }

  @Test
  void credentialsAreNeverPrinted() {
    assertThat(config(Map.of("schema.registry.url", "http://u:secret@a")).toString())
        .doesNotContain("secret")
        .doesNotContain("Basic");
  }

  @ParameterizedTest
  @CsvSource({
    "schema.registry.url,               ftp://a",
    "schema.registry.url,               http://a b",
    "auto.register.schemas,             perhaps",
    "max.retries,                       -1",
    "latest.cache.ttl.sec,              -2",
    "http.read.timeout.ms,              0",
    "basic.auth.credentials.source,     SASL_INHERIT",
    "bearer.auth.credentials.source,    OAUTHBEARER",
    "schema.registry.ssl.truststore.location, no-such-file",
  })
  void wrongValueIsRefusedWithItsKey(String key, String value) {
    assertThatThrownBy(() -> config(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }

  @ParameterizedTest
  @CsvSource({
    "basic.auth.credentials.source,  USER_INFO,    basic.auth.user.info",
    "bearer.auth.credentials.source, STATIC_TOKEN, bearer.auth.token",
  })
  void missingSecretIsNamed(String key, String value, String missing) {
    assertThatThrownBy(() -> config(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(missing);
  }

  @Test
  void missingUrlIsNamed() {
    assertThatThrownBy(() -> RegistryConfig.from(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schema.registry.url");
  }

  private static RegistryConfig config(Map<String, ?> more) {
    Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", "http://a"));
    configs.putAll(more);
    return RegistryConfig.from(configs);
  }
}
