package io.millrace.worker.engine.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenizerTest {
  private static final int CLS = 101;
  private static final int SEP = 102;

  @SuppressWarnings("NullAway.Init")
  private static Tokenizer tokenizer;

  @BeforeAll
  static void open() throws IOException {
    tokenizer = Tokenizer.open(json());
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void templateAddsTheSpecialTokens() {
    assertThat(tokenizer.tokenize("hello world")).containsExactly(CLS, 7592, 2088, SEP);
  }

  @Test
  void neitherPadsNorTruncatesWhateverTheFileSays() throws IOException {
    assertThat(json()).contains("\"max_length\": 128", "\"Fixed\": 128");
    assertThat(tokenizer.tokenize("hello ".repeat(1000))).hasSize(1002);
    assertThat(tokenizer.tokenize("")).containsExactly(CLS, SEP);
  }

  @Test
  void emojiAreKept() {
    assertThat(tokenizer.tokenize("ok \uD83D\uDE00")).hasSize(4);
  }

  @Test
  void halfASurrogatePairIsReplaced() {
    int[] replaced = tokenizer.tokenize("x\uFFFDy");

    assertThat(tokenizer.tokenize("x\uD800y")).isEqualTo(replaced);
    assertThat(tokenizer.tokenize("x\uDC00y")).isEqualTo(replaced);
  }

  @Test
  void nulIsHarmless() {
    assertThat(tokenizer.tokenize("\0")).containsExactly(CLS, SEP);
  }

  @Test
  void textsAreTokenizedSideBySide() {
    int[] expected = tokenizer.tokenize("side by side");

    assertThat(
            IntStream.range(0, 2000).parallel().mapToObj(i -> tokenizer.tokenize("side by side")))
        .allSatisfy(ids -> assertThat(ids).isEqualTo(expected));
  }

  @Test
  void closedTokenizerSaysSo() throws IOException {
    Tokenizer closed = Tokenizer.open(json());
    closed.close();
    closed.close();

    assertThatThrownBy(() -> closed.tokenize("a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anythingElseIsNoTokenizer() {
    assertThatThrownBy(() -> Tokenizer.open("{}"))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("not a tokenizer: ");
  }

  @Test
  void nothingIsFetchedFromTheNetwork() {
    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    assertThat(System.getProperty("RUST_FLAVOR")).isEqualTo("cpu");
  }

  private static String json() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            TokenizerTest.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
