package io.millrace.topology.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.schemas.AttributeType;
import io.millrace.topology.source.SourceSettings.Format;
import io.millrace.topology.source.SourceSettings.Order;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSettingsTest {
  @Test
  void twoAttributesOfOneNameAreRefused() {
    assertRefused(
        SourceSettings.builder("t")
            .attribute("x", AttributeType.LONG, "a")
            .attribute("x", AttributeType.LONG, "b"),
        "attributes has \"x\" twice");
  }

  @Test
  void textHasNoFieldsToChoose() {
    assertRefused(
        SourceSettings.builder("t").format(Format.TEXT).attribute("x", AttributeType.LONG, "a"),
        "format is text");
  }

  @Test
  void onlyChangeEventsLeaveColumnsOut() {
    assertRefused(
        SourceSettings.builder("t").format(Format.AVRO).keepColumns(true),
        "keepColumns is on, but format avro has no change events");
  }

  @Test
  void onlyChangeEventsHaveAnLsn() {
    assertRefused(
        SourceSettings.builder("t").format(Format.JSON).order(Order.LSN),
        "order is lsn, but format json has no change events");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", ".a", "a.", "."})
  void emptyNameInAPathIsRefused(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextTemplate("{" + path + "}"))
        .withMessageStartingWith("template ")
        .withMessageContaining("empty name");
  }

  @ParameterizedTest
  @CsvSource({"a.b, a.b", "a\\.b, a.b", "a\\.b.c, a.b.c"})
  void pathIsCalledByItsNames(String written, String name) {
    assertThat(FieldPath.of(written)).hasToString(name);
  }

  @Test
  void escapedDotIsPartOfItsName() {
    assertThat(FieldPath.of("a\\.b.c").names()).containsExactly("a.b", "c");
  }

  @ParameterizedTest
  @CsvSource({
    "a*b, '* may only stand at the end'",
    "*.a, '* may only stand at the end'",
    "a..b, empty",
    "'', empty"
  })
  void patternThatCannotBeReadIsRefused(String pattern, String hint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MetadataSelection(List.of(), List.of(pattern), Map.of()))
        .withMessageStartingWith("metadata.exclude has \"" + pattern + "\"")
        .withMessageContaining(hint);
  }

  @Test
  void fieldCannotBeIncludedAndExcluded() {
    assertSelectionRefused(List.of("a"), List.of("a"), Map.of(), "metadata.exclude has \"a\"");
  }

  @Test
  void twoFieldsCannotGetOneName() {
    assertSelectionRefused(List.of(), List.of(), Map.of("a", "x", "b", "x"), "metadata.rename");
  }

  @Test
  void fieldCannotGetTheNameOfAnother() {
    assertSelectionRefused(
        List.of("a", "b"),
        List.of(),
        Map.of("a", "b"),
        "metadata.rename calls \"a\" \"b\", as another field is called already");
  }

  @Test
  void renamedFieldMustBeIncluded() {
    assertSelectionRefused(
        List.of("b", "c.*"), List.of(), Map.of("a", "x"), "metadata.rename has \"a\"");
  }

  @Test
  void nestedFieldMustBeIncludedToBeRenamed() {
    assertSelectionRefused(List.of(), List.of(), Map.of("a.b", "x"), "metadata.rename has \"a.b\"");
  }

  @Test
  void manyFieldsCannotGetOneName() {
    assertSelectionRefused(List.of(), List.of(), Map.of("a*", "x"), "metadata.rename has \"a*\"");
  }

  @Test
  void newNameMustNotBeEmpty() {
    assertSelectionRefused(List.of(), List.of(), Map.of("a", " "), "metadata.rename gives \"a\"");
  }

  private static void assertRefused(SourceSettingsBuilder settings, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(settings::build)
        .withMessageStartingWith(message);
  }

  private static void assertSelectionRefused(
      List<String> include, List<String> exclude, Map<String, String> rename, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MetadataSelection(include, exclude, rename))
        .withMessageStartingWith(message);
  }
}
