package io.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry with a certificate of its own that asks its clients for theirs. */
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir private static Path directory;
  private static Path store;
  private static ScriptedRegistry registry;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    store = directory.resolve("both.p12");
    makeSelfSignedCertificate();
    registry =
        ScriptedRegistry.startTls(
            RegistryConfig.from(withBothStores("https://unused")).http().tls().orElseThrow());
    registry.thenAnswer(200, "{\"schema\":\"\\\"string\\\"\"}");
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void registryAndClientTrustEachOthersCertificate() {
    Map<String, Object> configs = withBothStores(registry.url());

    assertThat(new SchemaRegistryClient(RegistryConfig.from(configs)).schema(1).id()).isEqualTo(1);
  }

  @Test
  void unknownCertificateIsNotTrusted() {
    Map<String, Object> configs = Map.of("schema.registry.url", registry.url(), "max.retries", 0);

    assertThatThrownBy(() -> new SchemaRegistryClient(RegistryConfig.from(configs)).schema(1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("certification path");
  }

  private static Map<String, Object> withBothStores(String url) {
    Map<String, Object> configs = new HashMap<>();
    configs.put("schema.registry.url", url);
    configs.put("max.retries", 0);
    for (String kind : new String[] {"truststore", "keystore"}) {
      String prefix = "schema.registry.ssl." + kind + ".";
      configs.put(prefix + "location", store.toString());
      configs.put(prefix + "password", PASSWORD);
      configs.put(prefix + "type", "PKCS12");
    }
    return configs;
  }

  private static void makeSelfSignedCertificate() throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(keytool.exitValue()).isZero();
  }
}
