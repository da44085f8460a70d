package io.millrace.topology.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTemplateTest {
  @Test
  void fieldsAreNamedInTheOrderOfTheirFirstPlace() {
    assertThat(new TextTemplate("{b} {a} {b}").paths().keySet()).containsExactly("b", "a");
  }

  @Test
  void everyPlaceIsFilled() {
    assertThat(new TextTemplate("{a}: {b} ({a})").fill(Map.of("a", "x", "b", "y")))
        .isEqualTo("x: y (x)");
  }

  @Test
  void filledTextIsNotATemplateAgain() {
    assertThat(new TextTemplate("{a} {b}").fill(Map.of("a", "{b} $1 \\", "b", "y")))
        .isEqualTo("{b} $1 \\ y");
  }

  @Test
  void joinedFieldsStandOneBelowTheOther() {
    assertThat(TextTemplate.joining(List.of("a", "b")).fill(Map.of("a", "x", "b", "y")))
        .isEqualTo("x\n\ny");
  }

  @Test
  void surroundingSpaceOfAnEmptyFieldIsCutOff() {
    assertThat(TextTemplate.joining(List.of("a", "b")).fill(Map.of("a", "", "b", "y")))
        .isEqualTo("y");
  }

  @Test
  void templateWithoutAFieldIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextTemplate("the same for all"))
        .withMessageContaining("the same for all");
  }

  @Test
  void noFieldsAtAllAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TextTemplate.joining(List.of()));
  }
}
