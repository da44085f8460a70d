package io.millrace.worker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  @Test
  void aNewSecretHas256RandomBits() {
    String first = Secret.random(new SecureRandom()).text();
    String second = Secret.random(new SecureRandom()).text();

    assertThat(first).startsWith("mr_").isNotEqualTo(second);
    assertThat(Base64.getUrlDecoder().decode(first.substring(3))).hasSize(32);
  }

  /** An example of FIPS 180-4. */
  @Test
  void theHashIsSha256() {
    assertThat(new Secret("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").sha256())
        .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  }

  @Test
  void aSecretIsNotPrinted() {
    Secret secret = Secret.random(new SecureRandom());

    assertThat(secret.toString()).doesNotContain(secret.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a-short-one",
        "with a space in front of the rest of it",
        "with\na-line-end-in-front-of-the-rest",
        "ä-letter-that-a-header-does-not-carry",
      })
  void aSecretThatIsShortOrFitsNoHeaderIsRefused(String text) {
    assertThatThrownBy(() -> new Secret(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a secret ")
        .extracting(Throwable::getMessage)
        .asString()
        .satisfies(
            message -> assertThat(text.isEmpty() || !message.contains(text)).as(message).isTrue());
  }
}
