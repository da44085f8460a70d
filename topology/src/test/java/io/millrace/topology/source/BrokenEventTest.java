package io.millrace.topology.source;

import static io.millrace.topology.source.Records.bytes;
import static io.millrace.topology.source.Records.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.model.Rejection.Reason;
import io.millrace.topology.source.SourceSettings.Format;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way an envelope can be broken. */
class BrokenEventTest {
  private static final String SOURCE = "\"source\":{\"connector\":\"postgresql\",\"lsn\":1}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"before\":null,\"after\":{\"text\":\"secret\"},SOURCE} | MALFORMED_ENVELOPE | op",
        "{\"op\":null,\"after\":{\"text\":\"secret\"},SOURCE} | UNKNOWN_OPERATION | op",
        "{\"op\":1,\"after\":{\"text\":\"secret\"},SOURCE} | UNKNOWN_OPERATION | op",
        "{\"op\":\"x\",\"after\":{\"text\":\"secret\"},SOURCE} | UNKNOWN_OPERATION | op",
        "{\"op\":\"\",\"after\":{\"text\":\"secret\"},SOURCE} | UNKNOWN_OPERATION | op",
        "{\"op\":\"c\",\"after\":null,SOURCE} | MALFORMED_ENVELOPE | after",
        "{\"op\":\"u\",\"before\":{\"text\":\"secret\"},SOURCE} | MALFORMED_ENVELOPE | after",
        "{\"op\":\"r\",\"after\":\"secret\",SOURCE} | MALFORMED_ENVELOPE | after",
        "{\"op\":\"c\",\"after\":[],SOURCE} | MALFORMED_ENVELOPE | after",
        "{\"op\":\"d\",\"before\":\"secret\",SOURCE} | MALFORMED_ENVELOPE | before",
        "{\"op\":\"c\",\"after\":{\"text\":\"secret\"}} | MALFORMED_ENVELOPE | source",
        "{\"op\":\"d\",\"before\":null,\"source\":null} | MALFORMED_ENVELOPE | source",
        "{\"op\":\"c\",\"after\":{\"text\":\"secret\"},\"source\":7} | MALFORMED_ENVELOPE | source",
        "[] | MALFORMED_ENVELOPE | array",
        "\"secret\" | MALFORMED_ENVELOPE | string",
        "null | MALFORMED_ENVELOPE | null",
        "{} | MALFORMED_ENVELOPE | op",
        "{\"schema\":{\"type\":\"struct\"},\"payload\":null} | MALFORMED_ENVELOPE | null",
        "{\"schema\":{\"type\":\"string\"},\"payload\":\"secret\"} | MALFORMED_ENVELOPE | string",
        "{\"schema\":{\"type\":\"struct\"},\"payload\":[]} | MALFORMED_ENVELOPE | struct",
        "{\"schema\":{\"type\":\"secret\"},\"payload\":{}} | MALFORMED_ENVELOPE | unknown type",
        "{\"op\":\"c\",\"op\":\"d\",\"after\":{\"text\":\"secret\"},SOURCE} | NOT_JSON | twice",
        "{\"op\":\"c\",\"after\":{\"text\":\"secret | NOT_JSON | line 1",
        "secret | NOT_JSON | not well-formed"
      })
  void isRejected(String value, Reason reason, String hint) {
    Rejection rejection = rejection(parse(Format.DEBEZIUM, value.replace("SOURCE", SOURCE)));

    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.detail()).contains(hint).doesNotContain("secret");
  }

  @Test
  void rowWithoutItsEnvelopeIsToldWhichFormatItNeeds() {
    Rejection rejection = rejection(parse(Format.DEBEZIUM, "{\"text\":\"a\"}"));

    assertThat(rejection.detail()).contains("source.format", "debezium_unwrapped");
  }

  @Test
  void nestingIsLimited() {
    String deep = "[".repeat(200) + "]".repeat(200);
    String value = "{\"op\":\"c\",\"after\":{\"text\":\"a\",\"m\":%s},%s}".formatted(deep, SOURCE);

    assertThat(rejection(parse(Format.DEBEZIUM, value)).reason()).isEqualTo(Reason.NOT_JSON);
  }

  @ParameterizedTest
  @CsvSource({"1e400", "1e999999999", "-1e-999999999", "123456789012345678901234567890"})
  void hugeNumberIsNoVersion(String number) {
    String value =
        "{\"op\":\"c\",\"after\":{\"text\":\"a\"},\"source\":{\"connector\":\"postgresql\",\"lsn\":%s}}"
            .formatted(number);

    Parsed parsed = parse(Format.DEBEZIUM, value);

    assertThat(Records.document(parsed).version()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1e99999999999", "1e9999999999999999999999"})
  void exponentBeyondAllNumbersIsRejected(String number) {
    assertThat(
            rejection(parse(Format.JSON, "{\"text\":\"a\",\"n\":%s}".formatted(number))).reason())
        .isEqualTo(Reason.NOT_JSON);
  }

  @Test
  void numberOfTooManyDigitsIsRejected() {
    String value = "{\"text\":\"a\",\"n\":%s}".formatted("9".repeat(100_000));

    assertThat(rejection(parse(Format.JSON, value)).reason()).isEqualTo(Reason.NOT_JSON);
  }

  @ParameterizedTest
  @CsvSource({"text", "n"})
  void nameTwiceInOneObjectIsRejected(String name) {
    String value = "{\"text\":\"a\",\"n\":1,\"%s\":\"b\"}".formatted(name);

    assertThat(rejection(parse(Format.AUTO, value)).reason()).isEqualTo(Reason.NOT_JSON);
  }

  @ParameterizedTest
  @CsvSource({
    "JSON_SCHEMA, MALFORMED_ENVELOPE",
    "DEBEZIUM, MALFORMED_ENVELOPE",
    "AVRO, MALFORMED_AVRO"
  })
  void configuredFormatDoesNotFallBack(Format format, Reason reason) {
    assertThat(rejection(parse(format, "{\"text\":\"a\"}")).reason()).isEqualTo(reason);
  }

  private static Parsed parse(Format format, String value) {
    SourceSettings settings = SourceSettings.of("articles", format, List.of("text"));
    return new DocumentParser(settings, Records.emptyRegistry())
        .parse(bytes("42"), bytes(value), Records.TIMESTAMP_MILLIS);
  }
}
