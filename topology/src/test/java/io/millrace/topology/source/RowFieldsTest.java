package io.millrace.topology.source;

import static io.millrace.topology.source.Records.bytes;
import static io.millrace.topology.source.Records.document;
import static io.millrace.topology.source.Records.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.AttributeType;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text, metadata and attributes of a row. */
class RowFieldsTest {
  private static final String ROW =
      """
      {"text":"a","author":{"name":"Ann","email":"ann@example.org","age":40},
       "tags":["sea","moon"],"reviews":[{"by":"Bo","email":"bo@example.org"}],
       "a.b":"dotted","price":19.90,"internal_id":7,"internal_note":"n","none":null}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{author.name} | Ann",
        "{text} by {author.name} | a by Ann",
        "{tags.0}, {tags.1} | sea, moon",
        "{reviews.0.by} | Bo",
        "{a\\.b} | dotted"
      })
  void templateReachesNestedFields(String template, String text) {
    Parsed parsed = parse(SourceSettings.builder("t").template(template));

    assertThat(document(parsed).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{author.phone} | MISSING_FIELD | \"author.phone\" is missing",
        "{tags.2} | MISSING_FIELD | \"tags.2\" is missing",
        "{tags.first} | MISSING_FIELD | \"tags.first\" is missing",
        "{text.inner} | MISSING_FIELD | \"text.inner\" is missing",
        "{none} | MISSING_FIELD | \"none\" is missing",
        "{price} | WRONG_FIELD_TYPE | \"price\" is number",
        "{author} | WRONG_FIELD_TYPE | \"author\" is object"
      })
  void templateFieldThatIsNoTextIsRejected(String template, Reason reason, String detail) {
    Parsed parsed = parse(SourceSettings.builder("t").template(template));

    assertThat(rejection(parsed).reason()).isEqualTo(reason);
    assertThat(rejection(parsed).detail()).contains(detail);
  }

  @Test
  void everyOtherFieldIsMetadata() {
    assertThat(metadata(List.of(), List.of(), Map.of()))
        .containsOnlyKeys(
            "author", "tags", "reviews", "a.b", "price", "internal_id", "internal_note");
  }

  @Test
  void attributeIsNotRepeatedInTheMetadata() {
    Parsed parsed =
        parse(SourceSettings.builder("t").attribute("p", AttributeType.DOUBLE, "price"));

    assertThat(document(parsed).metadata()).doesNotContainKey("price").containsKey("tags");
  }

  @Test
  void includedFieldsAloneAreMetadata() {
    assertThat(metadata(List.of("author.name", "tags.0", "a\\.b", "gone"), List.of(), Map.of()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("author.name", "Ann", "tags.0", "sea", "a.b", "dotted"));
  }

  @Test
  void fieldOfTheTextIsMetadataWhenItIsNamed() {
    assertThat(metadata(List.of("text"), List.of(), Map.of())).containsEntry("text", "a");
  }

  @Test
  void wildcardStandsForTheRestOfAName() {
    assertThat(metadata(List.of("author.*", "internal_*"), List.of(), Map.of()))
        .containsOnlyKeys(
            "author.name", "author.email", "author.age", "internal_id", "internal_note");
  }

  @Test
  void wildcardForEverythingIsTheDefault() {
    assertThat(metadata(List.of("*"), List.of(), Map.of()))
        .isEqualTo(metadata(List.of(), List.of(), Map.of()));
  }

  @Test
  void excludedFieldsAreLeftOut() {
    assertThat(metadata(List.of(), List.of("internal_*", "author", "reviews"), Map.of()))
        .containsOnlyKeys("tags", "a.b", "price");
  }

  @Test
  void exclusionHoldsInsideObjectsAndLists() {
    assertThat(
            metadata(
                List.of("author", "reviews"), List.of("author.email", "reviews.email"), Map.of()))
        .containsEntry("author", "{\"name\":\"Ann\",\"age\":40}")
        .containsEntry("reviews", "[{\"by\":\"Bo\"}]");
  }

  @Test
  void exclusionWinsOverAWildcard() {
    assertThat(metadata(List.of("author.*"), List.of("author.email"), Map.of()))
        .containsOnlyKeys("author.name", "author.age");
  }

  @Test
  void excludedFieldStaysInTheText() {
    Parsed parsed =
        parse(
            SourceSettings.builder("t")
                .template("{author.email}")
                .metadata(new MetadataSelection(List.of(), List.of("author.email"), Map.of())));

    assertThat(document(parsed).text()).isEqualTo("ann@example.org");
  }

  @Test
  void renamedFieldsHaveTheirNewNames() {
    assertThat(
            metadata(List.of("author.name", "price"), List.of(), Map.of("author.name", "writer")))
        .containsExactlyInAnyOrderEntriesOf(Map.of("writer", "Ann", "price", "19.90"));
  }

  @Test
  void namesMayBeSwapped() {
    assertThat(
            metadata(
                List.of("price", "internal_id"),
                List.of(),
                Map.of("price", "internal_id", "internal_id", "price")))
        .containsExactlyInAnyOrderEntriesOf(Map.of("internal_id", "19.90", "price", "7"));
  }

  @Test
  void twoFieldsOfOneNameAreRejected() {
    Parsed parsed =
        parse(
            SourceSettings.builder("t")
                .metadata(new MetadataSelection(List.of(), List.of(), Map.of("price", "tags"))));

    assertThat(rejection(parsed).reason()).isEqualTo(Reason.DUPLICATE_METADATA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "STRING | \"x\" | x",
        "STRING | \"\" | ``",
        "LONG | 3 | 3",
        "LONG | 3.0 | 3",
        "LONG | 3e2 | 300",
        "LONG | -9223372036854775808 | -9223372036854775808",
        "DOUBLE | 3 | 3.0",
        "DOUBLE | 0.1 | 0.1",
        "BOOLEAN | true | true",
        "STRINGS | [\"x\",\"y\"] | [x, y]",
        "STRINGS | [] | []",
        "LONGS | [1,2.0] | [1, 2]",
        "DOUBLES | [1,2.5] | [1.0, 2.5]",
        "BOOLEANS | [true,false] | [true, false]",
        "STRING | null | ``",
        "LONG | null | 0",
        "DOUBLE | null | 0.0",
        "BOOLEAN | null | false",
        "LONGS | null | []"
      })
  void attributeIsOfItsType(AttributeType type, String json, String value) {
    Parsed parsed = attribute(type, json);

    assertThat(document(parsed).attributes().values())
        .singleElement()
        .satisfies(written -> assertThat(written).hasToString(value));
  }

  @Test
  void attributeThatIsNotThereIsAbsent() {
    Parsed parsed = parse(SourceSettings.builder("t").attribute("x", AttributeType.LONG, "gone.x"));

    assertThat(document(parsed).attributes().values()).containsExactly(0L);
  }

  @Test
  void textWithoutFieldsHasAbsentAttributes() {
    SourceSettings settings =
        SourceSettings.builder("t").attribute("x", AttributeType.STRINGS, "x").build();

    Parsed parsed =
        new DocumentParser(settings, Records.emptyRegistry()).parse(bytes("k"), bytes("words"), 0);

    assertThat(document(parsed).attributes().values()).containsExactly(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "STRING | 3",
        "STRING | {}",
        "LONG | 3.5",
        "LONG | \"3\"",
        "LONG | 9223372036854775808",
        "LONG | 1e999999999",
        "LONG | true",
        "DOUBLE | 1e400",
        "DOUBLE | 1e-999999999",
        "DOUBLE | 9007199254740993",
        "DOUBLE | \"0.1\"",
        "BOOLEAN | \"true\"",
        "BOOLEAN | 1",
        "STRINGS | \"x\"",
        "STRINGS | [\"x\",null]",
        "LONGS | [1,\"2\"]",
        "DOUBLES | [[1]]"
      })
  void attributeThatDoesNotFitItsTypeIsRejected(AttributeType type, String json) {
    assertThat(rejection(attribute(type, json)).reason()).isEqualTo(Reason.WRONG_FIELD_TYPE);
  }

  @Test
  void halfAPairInAnAttributeIsRejected() {
    assertThat(rejection(attribute(AttributeType.STRINGS, "[\"\\ud83d\"]")).reason())
        .isEqualTo(Reason.INVALID_TEXT);
  }

  @Test
  void attributesCountForTheMetadatasLimit() {
    String json = "[\"" + "x".repeat(70_000) + "\"]";

    assertThat(rejection(attribute(AttributeType.STRINGS, json)).reason())
        .isEqualTo(Reason.METADATA_TOO_LARGE);
  }

  private static Parsed attribute(AttributeType type, String json) {
    return parse(
        SourceSettings.builder("t").attribute("x", type, "x"),
        "{\"text\":\"a\",\"x\":%s}".formatted(json));
  }

  private static SortedMap<String, String> metadata(
      List<String> include, List<String> exclude, Map<String, String> rename) {
    return document(
            parse(
                SourceSettings.builder("t")
                    .metadata(new MetadataSelection(include, exclude, rename))))
        .metadata();
  }

  private static Parsed parse(SourceSettingsBuilder settings, String... value) {
    String row = Arrays.stream(value).findFirst().orElse(ROW);
    return new DocumentParser(settings.build(), Records.emptyRegistry())
        .parse(bytes("k"), bytes(row), Records.TIMESTAMP_MILLIS);
  }
}
