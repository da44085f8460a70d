package io.millrace.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.local.InputException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLengthsTest {
  @Test
  void mixedLengthsAreLogNormal() {
    List<int[]> texts = TextLengths.parse("mixed").texts(1_000_000, 1000, 32_768);
    int[] lengths = texts.stream().mapToInt(text -> text.length).sorted().toArray();

    assertThat(lengths[0]).isEqualTo(8);
    assertThat(lengths[lengths.length - 1]).isEqualTo(2048);
    assertThat(lengths[lengths.length / 2]).isBetween(120, 136);
    // A normal distribution has 84 % below its mean plus sigma.
    assertThat(lengths[lengths.length * 84 / 100]).isBetween(320, 375);
    assertThat(total(texts)).isBetween(1_000_000, 1_002_047);
  }

  @Test
  void aNumberIsTheLengthOfAllTexts() {
    List<int[]> texts = TextLengths.parse("100").texts(1001, 50, 32_768);

    assertThat(texts).hasSize(11).allMatch(text -> text.length == 100);
    assertThat(IntStream.of(texts.getFirst()).boxed()).allMatch(id -> id >= 0 && id < 50);
  }

  @Test
  void textsAreTheSameInEachRun() {
    TextLengths mixed = TextLengths.parse("mixed");

    assertThat(mixed.texts(5000, 50, 2048)).containsExactlyElementsOf(mixed.texts(5000, 50, 2048));
  }

  @Test
  void textsFitTheWindow() {
    assertThat(TextLengths.parse("mixed").texts(5000, 50, 16)).allMatch(text -> text.length <= 16);
    assertThatThrownBy(() -> TextLengths.parse("17").texts(5000, 50, 16))
        .isInstanceOf(InputException.class)
        .hasMessage("length is 17, the model's window is 16 tokens");
  }

  @ParameterizedTest
  @ValueSource(strings = {"long", "0", "-5", "1.5", ""})
  void anyOtherLengthIsRefused(String label) {
    assertThatThrownBy(() -> TextLengths.parse(label))
        .isInstanceOf(InputException.class)
        .hasMessage("length is %s, must be mixed or tokens of a text", label);
  }

  private static int total(List<int[]> texts) {
    return texts.stream().mapToInt(text -> text.length).sum();
  }
}
