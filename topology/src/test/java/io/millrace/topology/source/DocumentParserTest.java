package io.millrace.topology.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.model.Rejection.Reason;
import io.millrace.topology.source.SourceSettings.Format;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentParserTest {
  private static final byte[] KEY = bytes("d");
  private static final long TIMESTAMP_MILLIS = 1_767_323_045_000L;
  private static final Map<Integer, RegisteredSchema> REGISTRY =
      Map.of(
          1, new RegisteredSchema(1, "JSON", "{}"),
          2, new RegisteredSchema(2, "AVRO", "\"string\""),
          3, new RegisteredSchema(3, "PROTOBUF", "syntax"));

  @ParameterizedTest
  @MethodSource("unreadableValues")
  void unreadableValueIsRejectedWithItsReason(String what, Reason reason, byte[] value) {
    Rejection rejection = rejection(KEY, value);

    assertThat(rejection.reason()).as(what).isEqualTo(reason);
    assertThat(rejection.stage()).isEqualTo(Rejection.Stage.PARSE);
    assertThat(rejection.detail()).isNotBlank();
  }

  static Stream<Arguments> unreadableValues() {
    return Stream.of(
        Arguments.of("5 MB", Reason.TOO_LARGE, new byte[5 << 20]),
        Arguments.of("nothing", Reason.NOT_JSON, bytes("")),
        Arguments.of("no JSON", Reason.NOT_JSON, bytes("no JSON")),
        Arguments.of("array", Reason.NOT_JSON, bytes("[1]")),
        Arguments.of("null", Reason.NOT_JSON, bytes("null")),
        Arguments.of("trailing tokens", Reason.NOT_JSON, bytes("{\"text\": \"a\"} {}")),
        Arguments.of("cut off", Reason.NOT_JSON, bytes("{\"text\": \"a")),
        Arguments.of("nested deeply", Reason.NOT_JSON, nested(200)),
        Arguments.of("nested very deeply", Reason.NOT_JSON, nested(1_000_000)),
        Arguments.of("no text field", Reason.MISSING_FIELD, bytes("{\"other\": \"a\"}")),
        Arguments.of("null field", Reason.MISSING_FIELD, bytes("{\"text\": null}")),
        Arguments.of("number", Reason.WRONG_FIELD_TYPE, bytes("{\"text\": 1}")),
        Arguments.of("object", Reason.WRONG_FIELD_TYPE, bytes("{\"text\": {}}")),
        Arguments.of("blank", Reason.EMPTY_TEXT, bytes("{\"text\": \" \\n\\t\"}")),
        Arguments.of("not UTF-8", Reason.INVALID_UTF8, new byte[] {'{', (byte) 0xFF, '}'}),
        Arguments.of("half a pair", Reason.INVALID_TEXT, bytes("{\"text\": \"a\\ud83d\"}")),
        Arguments.of(
            "half a pair in the metadata",
            Reason.INVALID_TEXT,
            bytes("{\"text\": \"a\", \"m\": \"\\udc00\"}")),
        Arguments.of(
            "half a pair in a name",
            Reason.INVALID_TEXT,
            bytes("{\"text\": \"a\", \"\\udc00\": \"m\"}")),
        Arguments.of(
            "much metadata",
            Reason.METADATA_TOO_LARGE,
            bytes("{\"text\": \"a\", \"m\": \"%s\"}".formatted("é".repeat(33 << 10)))),
        Arguments.of("unknown schema", Reason.UNKNOWN_SCHEMA_ID, framed(9, "{\"text\": \"a\"}")),
        Arguments.of("no schema id", Reason.UNKNOWN_SCHEMA_ID, new byte[] {0, 0, 0, 1}),
        Arguments.of("Avro", Reason.UNSUPPORTED_SCHEMA, framed(2, "x")),
        Arguments.of("Protobuf", Reason.UNSUPPORTED_SCHEMA, framed(3, "x")));
  }

  @Test
  void recordWithoutAKeyIsRejected() {
    assertThat(rejection(null, bytes("{\"text\": \"a\"}")).reason()).isEqualTo(Reason.NULL_KEY);
  }

  @Test
  void recordWithAnEmptyKeyIsRejected() {
    assertThat(rejection(bytes(""), bytes("{\"text\": \"a\"}")).reason())
        .isEqualTo(Reason.NULL_KEY);
  }

  @Test
  void tombstoneWithoutAKeyIsRejected() {
    assertThat(rejection(null, null).reason()).isEqualTo(Reason.NULL_KEY);
  }

  @Test
  void keyThatIsNotUtf8IsRejected() {
    byte[] key = {(byte) 0xC3};

    assertThat(rejection(key, bytes("{\"text\": \"a\"}")).reason()).isEqualTo(Reason.INVALID_KEY);
  }

  @Test
  void keyOverTheLimitIsRejected() {
    byte[] key = bytes("k".repeat(1025));

    assertThat(rejection(key, bytes("{\"text\": \"a\"}")).reason()).isEqualTo(Reason.INVALID_KEY);
  }

  @Test
  void keyInARegistrysFrameIsRejected() {
    byte[] key = {0, 0, 0, 0, 1, 'd'};

    assertThat(rejection(key, bytes("{\"text\": \"a\"}")).reason()).isEqualTo(Reason.INVALID_KEY);
  }

  @Test
  void rejectionOfAValueDoesNotQuoteIt() {
    assertThat(rejection(KEY, bytes("{\"text\": secret}")).detail())
        .contains("line 1")
        .doesNotContain("secret");
  }

  @Test
  void nullValueDeletes() {
    assertThat(parser(Format.JSON).parse(KEY, null, TIMESTAMP_MILLIS))
        .isEqualTo(new Parsed.Delete("d", OptionalLong.of(TIMESTAMP_MILLIS)));
  }

  @Test
  void tombstonesWithoutAFormatHaveNoVersion() {
    assertThat(parser(Format.AUTO).parse(KEY, null, TIMESTAMP_MILLIS))
        .isEqualTo(new Parsed.Delete("d", OptionalLong.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "{\"text\": \"a\"}"})
  void timestampOfTheRecordIsTheVersion(String value) {
    assertThat(document(Format.AUTO, bytes(value)).version()).hasValue(TIMESTAMP_MILLIS);
  }

  @Test
  void negativeTimestampIsNoVersion() {
    Parsed parsed = parser(Format.AUTO).parse(KEY, bytes("a"), -1);

    assertThat(Records.document(parsed).version()).isEmpty();
  }

  @Test
  void textIsTheWholeValueWithoutSurroundingSpace() {
    assertThat(document(Format.TEXT, bytes(" {\"text\": \"a\"}\n")).text())
        .isEqualTo("{\"text\": \"a\"}");
  }

  @Test
  void blankTextIsRejected() {
    Parsed parsed = parser(Format.TEXT).parse(KEY, bytes(" \n"), TIMESTAMP_MILLIS);

    assertThat(parsed)
        .isInstanceOfSatisfying(
            Parsed.Rejected.class,
            no -> assertThat(no.rejection().reason()).isEqualTo(Reason.EMPTY_TEXT));
  }

  @Test
  void byteOrderMarkIsNoPartOfTheText() {
    assertThat(document(Format.AUTO, bytes("\uFEFF{\"text\": \"a\"}")).text()).isEqualTo("a");
    assertThat(document(Format.TEXT, bytes("\uFEFFa")).text()).isEqualTo("a");
  }

  @Test
  void braceMakesJsonOfAnUndeclaredValue() {
    assertThat(document(Format.AUTO, bytes(" {\"text\": \"a\"}")).text()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain words", "[not an object]", "\"quoted\"", "42"})
  void undeclaredValueWithoutABraceIsText(String value) {
    assertThat(document(Format.AUTO, bytes(value)).text()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTO", "TEXT", "JSON"})
  void framedJsonIsReadWhateverTheFormat(Format format) {
    assertThat(document(format, framed(1, "{\"text\": \"a\"}")).text()).isEqualTo("a");
  }

  @Test
  void valueAtTheLimitIsRead() {
    String value = "a".repeat(SourceLimits.defaults().documentBytes());

    assertThat(document(Format.TEXT, bytes(value)).text()).isEqualTo(value);
  }

  @Test
  void otherFieldsBecomeMetadata() {
    String value =
        """
        {"text": "a", "word": "w", "yes": true, "count": 3, "none": null,
         "list": [1, "x", null], "map": {"k": 1.50}}
        """;

    assertThat(document(Format.JSON, bytes(value)).metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "word", "w",
                "yes", "true",
                "count", "3",
                "list", "[1,\"x\",null]",
                "map", "{\"k\":1.50}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"19.90", "12345678901234567.89", "123456789012345678901234567890"})
  void numberInTheMetadataKeepsEveryDigit(String number) {
    String value = "{\"text\": \"a\", \"n\": %s}".formatted(number);

    assertThat(document(Format.JSON, bytes(value)).metadata()).containsEntry("n", number);
  }

  @Test
  void hugeNumberInTheMetadataDoesNotBecomeInfinity() {
    assertThat(document(Format.JSON, bytes("{\"text\": \"a\", \"n\": 1e400}")).metadata())
        .containsEntry("n", "1E+400");
  }

  @Test
  void blankFieldsAreNoTextEvenInATemplateWithWords() {
    SourceSettings settings =
        SourceSettings.builder("documents").format(Format.JSON).template("Title: {text}").build();

    assertThat(
            new DocumentParser(settings, id -> Optional.empty())
                .parse(KEY, bytes("{\"text\": \" \"}"), TIMESTAMP_MILLIS))
        .isInstanceOf(Parsed.Rejected.class);
  }

  private static Rejection rejection(byte @Nullable [] key, byte @Nullable [] value) {
    Parsed parsed = parser(Format.JSON).parse(key, value, TIMESTAMP_MILLIS);
    assertThat(parsed).isInstanceOf(Parsed.Rejected.class);
    return ((Parsed.Rejected) parsed).rejection();
  }

  private static Document document(Format format, byte[] value) {
    Parsed parsed = parser(format).parse(KEY, value, TIMESTAMP_MILLIS);
    assertThat(parsed).isInstanceOf(Parsed.Upsert.class);
    return ((Parsed.Upsert) parsed).document();
  }

  private static DocumentParser parser(Format format) {
    return new DocumentParser(
        SourceSettings.of("documents", format, List.of("text")),
        id -> Optional.ofNullable(REGISTRY.get(id)));
  }

  private static byte[] nested(int depth) {
    return bytes("{\"text\": \"a\", \"m\": " + "[".repeat(depth) + "]".repeat(depth) + "}");
  }

  private static byte[] framed(int schemaId, String json) {
    byte[] content = bytes(json);
    return ByteBuffer.allocate(5 + content.length)
        .put((byte) 0)
        .putInt(schemaId)
        .put(content)
        .array();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
