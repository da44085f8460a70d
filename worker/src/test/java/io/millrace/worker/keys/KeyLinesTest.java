package io.millrace.worker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.port.Lane;
import io.millrace.worker.config.ConfigException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyLinesTest {
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String SECRET = "mr_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
  private static final KeyLines LINES = new KeyLines("http.keys.file");

  @Test
  void aKeyHasItsLaneAndItsLimits() {
    assertThat(
            keys(
                """
                keys:
                  search-frontend: {sha256: %s, lane: online, tokensPerMinute: 600000, concurrency: 64}
                  nightly: {sha256: %s, lane: BACKFILL}
                """
                    .formatted(HASH, HASH.replace('0', '1'))))
        .containsExactly(
            new ApiKey(
                "search-frontend", Lane.ONLINE, OptionalLong.of(600_000), OptionalInt.of(64)),
            new ApiKey("nightly", Lane.BACKFILL, OptionalLong.empty(), OptionalInt.empty()));
  }

  @Test
  void withoutALaneAKeyIsOnline() {
    assertThat(keys("keys: {search: {sha256: %s}}".formatted(HASH)))
        .extracting(ApiKey::lane)
        .containsExactly(Lane.ONLINE);
  }

  @Test
  void theLineOfAKeyIsReadAsThatKey() {
    ApiKey key = new ApiKey("nightly.1", Lane.BACKFILL, OptionalLong.of(1_000), OptionalInt.of(2));

    assertThat(keys("keys:\n" + LINES.line(key, HASH))).containsExactly(key);
  }

  @Test
  void thereMayBeNoKeys() {
    assertThat(keys("keys: {}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key: SECRET| its secret stands here in the clear",
        "sha256: HASH, secret: SECRET| its secret stands here in the clear",
        "sha256: HASH, lane: stream| lane must be online or backfill",
        "sha256: HASH, lane: SECRET| lane must be online or backfill",
        "sha256: HASH, lane: 1| lane must be online or backfill",
        "sha256: HASH, lane: | lane must have a single value",
        "sha256: SECRET| sha256 must have the 64 hexadecimal digits",
        "sha256: HASH0| sha256 must have the 64 hexadecimal digits",
        "sha256: [HASH]| sha256 must have a single value",
        "lane: online| sha256 must have the 64 hexadecimal digits",
        "sha256: HASH, SECRET: 1| there is a field that is not known",
        "sha256: HASH, tokensPerMinute: 0| tokensPerMinute must be a whole number from 1",
        "sha256: HASH, tokensPerMinute: 1.5| tokensPerMinute must be a whole number from 1",
        "sha256: HASH, tokensPerMinute: 1000000001| tokensPerMinute must be a whole number from 1",
        "sha256: HASH, tokensPerMinute: '7'| tokensPerMinute must be a whole number from 1",
        "sha256: HASH, concurrency: -1| concurrency must be a whole number from 1",
        "sha256: HASH, concurrency: 99999999999999999999| concurrency must be a whole number",
      })
  void aKeyThatCannotBeUsedIsNamedAndNotQuoted(String fields, String reason) {
    assertThatThrownBy(() -> keys("keys: {nightly: {%s}}".formatted(filled(fields))))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.keys.file: nightly: " + reason)
        .hasMessageNotContainingAny(SECRET, HASH);
  }

  @Test
  void aKeyWithoutFieldsIsNamed() {
    assertThatThrownBy(() -> keys("keys: {nightly: %s}".formatted(SECRET)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.keys.file: nightly: must hold sha256")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void twoKeysWithOneSecretAreNamed() {
    assertThatThrownBy(() ->
            keys(
                "keys: {a: {sha256: %s}, b: {sha256: %s}}"
                    .formatted(HASH, HASH.toUpperCase(Locale.ROOT))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.keys.file: b: sha256 is that of a too; each key has a secret of its own");
  }

  @Test
  void aNameThatMayBeASecretIsNotQuoted() {
    assertThatThrownBy(() -> keys("keys: {a: {sha256: HASH}, SECRET: {sha256: HASH}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.keys.file: key 2: a name has 1 to 31 letters")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void theNameOfThoseWithoutAKeyIsTaken() {
    assertThatThrownBy(() -> keys("keys: {anybody: {sha256: HASH}}"))
        .hasMessage("http.keys.file: anybody: the name stands for those without a key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "SECRET", "keys:", "keys: []", "keys: SECRET", "[SECRET]", "{a: 1, keys: {}}"})
  void aDocumentWithoutKeysIsToldWhatItMustHold(String yaml) {
    assertThatThrownBy(() -> keys(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.keys.file: must hold \"keys:\" alone")
        .hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys: {a: {sha256: HASH",
        "keys:\n  SECRET\n  b: 1",
        "keys: {a: {sha256: HASH}, a: {sha256: HASH}}",
        "keys: {SECRET: {sha256: HASH}, SECRET: {sha256: HASH}}",
        "keys: \u0000SECRET",
        "keys: %SECRET",
        "keys: *SECRET",
      })
  void whatIsNoYamlIsToldWithItsLine(String yaml) {
    assertThatThrownBy(() -> keys(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("http.keys.file: ")
        .hasMessageNotContainingAny(SECRET, HASH);
  }

  private static List<ApiKey> keys(String yaml) {
    return LINES.parse(filled(yaml)).stream().map(HashedKey::key).toList();
  }

  private static String filled(String yaml) {
    return yaml.replace("HASH", HASH).replace("SECRET", SECRET);
  }
}
