package io.millrace.worker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ConfiguredKeysTest {
  private final Secret first = Secret.random(new SecureRandom());
  private final Secret second = Secret.random(new SecureRandom());

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("keys.yaml");
  }

  @Test
  void aKeyIsFoundByItsSecretAlone() throws IOException {
    write(line("search", first) + line("nightly", second));
    ApiKeys keys = keys("");

    assertThat(name(keys, first.text())).contains("search");
    assertThat(name(keys, second.text())).contains("nightly");
    assertThat(name(keys, first.sha256())).isEmpty();
    assertThat(name(keys, first.text() + " ")).isEmpty();
    assertThat(name(keys, "search")).isEmpty();
    assertThat(name(keys, "")).isEmpty();
  }

  @Test
  void withoutAFileAndATextNoKeyIsRequired() {
    try (ConfiguredKeys keys = ConfiguredKeys.open(new HttpConfig.Keys("", " \n"))) {
      assertThat(keys.areRequired()).isFalse();
      assertThat(name(keys, first.text())).isEmpty();
    }
  }

  @Test
  void theTextsKeysAreAddedToTheFiles() throws IOException {
    write(line("search", first));
    ApiKeys keys = keys("keys:\n" + line("nightly", second));

    assertThat(keys.areRequired()).isTrue();
    assertThat(name(keys, first.text())).contains("search");
    assertThat(name(keys, second.text())).contains("nightly");
  }

  @Test
  void theTextAloneIsEnough() {
    try (ConfiguredKeys keys =
        ConfiguredKeys.open(new HttpConfig.Keys("", "keys:\n" + line("search", first)))) {
      assertThat(keys.areRequired()).isTrue();
      assertThat(name(keys, first.text())).contains("search");
    }
  }

  @Test
  void aNameThatStandsInBothIsAnError() throws IOException {
    write(line("search", first));

    assertThatThrownBy(() -> keys("keys:\n" + line("search", second)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.keys.inline: search: there is such a key already");
  }

  @Test
  void aSecretThatStandsInBothIsAnError() throws IOException {
    write(line("search", first));

    assertThatThrownBy(() -> keys("keys:\n" + line("nightly", first)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.keys.inline: nightly: sha256 is that of search too");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> keys(""))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.keys.file: there is no file " + file);
  }

  @Test
  void aFileThatIsNotUtf8IsNamed() throws IOException {
    Files.write(file, new byte[] {(byte) 0xFF});

    assertThatThrownBy(() -> keys("")).hasMessage("http.keys.file: %s is not UTF-8", file);
  }

  @Test
  void aFolderInPlaceOfTheFileIsNamed() throws IOException {
    Files.createDirectory(file);

    assertThatThrownBy(() -> keys(""))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.keys.file: cannot read " + file);
  }

  @Test
  void aKeyThatIsTakenOutIsRefused() throws IOException {
    write(line("search", first) + line("nightly", second));
    ConfiguredKeys keys = keys("");

    write(line("nightly", second));
    keys.reload();

    assertThat(name(keys, first.text())).isEmpty();
    assertThat(name(keys, second.text())).contains("nightly");
  }

  @Test
  void takingOutTheLastKeyOpensNoDoor() throws IOException {
    write(line("search", first));
    ConfiguredKeys keys = keys("");

    Files.writeString(file, "keys: {}");
    keys.reload();

    assertThat(keys.areRequired()).isTrue();
    assertThat(name(keys, first.text())).isEmpty();
  }

  @Test
  void aNewSecretOfAKeyReplacesTheOld() throws IOException {
    write(line("search", first));
    ConfiguredKeys keys = keys("");

    write(line("search", second));
    keys.reload();

    assertThat(name(keys, first.text())).isEmpty();
    assertThat(name(keys, second.text())).contains("search");
  }

  @Test
  void aBrokenFileChangesNothing() throws IOException {
    write(line("search", first));
    ConfiguredKeys keys = keys("");

    write("  search: {key: %s}".formatted(second.text()));
    keys.reload();

    assertThat(name(keys, first.text())).contains("search");
  }

  @Test
  void aFileThatIsGoneChangesNothing() throws IOException {
    write(line("search", first));
    ConfiguredKeys keys = keys("");

    Files.delete(file);
    keys.reload();

    assertThat(name(keys, first.text())).contains("search");
  }

  @Test
  void aFileThatIsMendedIsTaken() throws IOException {
    write(line("search", first));
    ConfiguredKeys keys = keys("");
    write("broken: [");
    keys.reload();

    write(line("search", first) + line("nightly", second));
    keys.reload();

    assertThat(name(keys, second.text())).contains("nightly");
  }

  @Test
  void eachVersionOfAFileIsToldOnce() throws IOException {
    write(line("search", first));
    KeySources sources = new KeySources(where(""));
    assertThat(sources.changed()).isPresent();
    assertThat(sources.changed()).isEmpty();

    write("  search: {}");
    assertThatThrownBy(sources::changed).hasMessageStartingWith("http.keys.file: search: ");
    assertThat(sources.changed()).isEmpty();
    Files.delete(file);
    assertThatThrownBy(sources::changed).hasMessageContaining("there is no file");
    assertThat(sources.changed()).isEmpty();
  }

  @Test
  void limitsThatChangeTakeEffect() throws IOException {
    write(line("search", first));
    ConfiguredKeys keys = keys("");
    assertThat(keys.quotas().take(find(keys, first), 100)).isEmpty();

    write(line("search", first).replace("}", ", tokensPerMinute: 10}"));
    keys.reload();

    assertThat(keys.quotas().take(find(keys, first), 10)).isEmpty();
    assertThat(keys.quotas().take(find(keys, first), 1)).isPresent();
  }

  @Test
  void aFileThatChangesIsReadAgain() throws IOException {
    write(line("search", first));
    try (ConfiguredKeys keys = ConfiguredKeys.open(where(""), Duration.ofMillis(5))) {
      write(line("search", second));

      await().untilAsserted(() -> assertThat(name(keys, second.text())).contains("search"));
    }
  }

  private void write(String lines) throws IOException {
    Files.writeString(file, "keys:\n" + lines);
  }

  private static String line(String name, Secret secret) {
    return "  %s: {sha256: %s}\n".formatted(name, secret.sha256());
  }

  private HttpConfig.Keys where(String inline) {
    return new HttpConfig.Keys(file.toString(), inline);
  }

  private ConfiguredKeys keys(String inline) {
    return new ConfiguredKeys(where(inline));
  }

  private static Optional<String> name(ApiKeys keys, String secret) {
    return keys.find(secret).map(ApiKey::name);
  }

  private static ApiKey find(ApiKeys keys, Secret secret) {
    return keys.find(secret.text()).orElseThrow();
  }
}
