package io.millrace.topology.source;

import static io.millrace.topology.source.Records.bytes;
import static io.millrace.topology.source.Records.document;
import static io.millrace.topology.source.Records.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.AttributeType;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection.Reason;
import io.millrace.topology.source.SourceSettings.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectEnvelopeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int32 | org.apache.kafka.connect.data.Date | 20454 | 2026-01-01",
        "int32 | org.apache.kafka.connect.data.Time | 45296000 | 12:34:56",
        "int64 | org.apache.kafka.connect.data.Timestamp | 1767225600123 | 2026-01-01T00:00:00.123Z",
        "bytes | org.apache.kafka.connect.data.Decimal | \"B8Y=\" | 19.90",
        "bytes | org.apache.kafka.connect.data.Decimal | \"+Do=\" | -19.90",
        "bytes | org.apache.kafka.connect.data.Decimal | 19.90 | 19.90",
        "int32 | io.debezium.time.Date | -1 | 1969-12-31",
        "int64 | io.debezium.time.MicroTime | 45296000001 | 12:34:56.000001",
        "int64 | io.debezium.time.MicroTime | 86400000000 | 86400000000",
        "int64 | io.debezium.time.NanoTime | 1 | 00:00:00.000000001",
        "int64 | io.debezium.time.Timestamp | 1767225600123 | 2026-01-01T00:00:00.123",
        "int64 | io.debezium.time.NanoTimestamp | -1 | 1969-12-31T23:59:59.999999999",
        "string | io.debezium.time.ZonedTimestamp | \"infinity\" | infinity",
        "string | io.debezium.data.Json | \"{}\" | {}",
        "string | io.debezium.data.Uuid | \"0a\" | 0a",
        "int64 | unknown.Name | 7 | 7",
        "bytes | | \"/9j/\" | /9j/",
        "double | | \"NaN\" | NaN",
        "float | | 0.5 | 0.5",
        "string | | null | `null`"
      })
  void semanticTypeBecomesItsText(String type, String name, String payload, String text) {
    String value =
        """
        {"schema":{"type":"struct","optional":false,"fields":[
          {"field":"text","type":"string"},
          {"field":"v","type":"%s","name":%s,"parameters":{"scale":"2"},"optional":true}]},
         "payload":{"text":"a","v":%s}}
        """
            .formatted(type, name == null ? "null" : "\"" + name + "\"", payload);

    String expected = text.equals("null") ? null : text;
    assertThat(document(parse(Format.AUTO, value)).metadata().get("v")).isEqualTo(expected);
  }

  @Test
  void variableScaleDecimalIsItsNumber() {
    String value =
        """
        {"schema":{"type":"struct","fields":[{"field":"text","type":"string"},
          {"field":"v","type":"struct","name":"io.debezium.data.VariableScaleDecimal","fields":[
            {"field":"scale","type":"int32"},{"field":"value","type":"bytes"}]}]},
         "payload":{"text":"a","v":{"scale":3,"value":"B8Y="}}}
        """;

    assertThat(document(parse(Format.JSON_SCHEMA, value)).metadata()).containsEntry("v", "1.990");
  }

  @Test
  void semanticTypesAreFoundInListsAndMaps() {
    String value =
        """
        {"schema":{"type":"struct","fields":[{"field":"text","type":"string"},
          {"field":"l","type":"array","items":{"type":"int32","name":"io.debezium.time.Date"}},
          {"field":"m","type":"map","keys":{"type":"string"},
           "values":{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal",
             "parameters":{"scale":"2"}}}]},
         "payload":{"text":"a","l":[0,null],"m":{"k":"B8Y="}}}
        """;

    assertThat(document(parse(Format.JSON_SCHEMA, value)).metadata())
        .containsEntry("l", "[\"1970-01-01\",null]")
        .containsEntry("m", "{\"k\":19.90}");
  }

  @ParameterizedTest
  @CsvSource({
    "int32, '\"7\"'",
    "int64, 1.5",
    "boolean, 1",
    "string, 7",
    "bytes, '\"*\"'",
    "bytes, true",
    "double, {}",
    "array, {}",
    "map, 7",
    "struct, []",
    "date, 7"
  })
  void payloadThatIsNotWhatItsSchemaSaysIsRejected(String type, String payload) {
    String value =
        """
        {"schema":{"type":"struct","fields":[{"field":"text","type":"string"},
          {"field":"v","type":"%s"}]},
         "payload":{"text":"a","v":%s}}
        """
            .formatted(type, payload);

    assertThat(rejection(parse(Format.AUTO, value)).reason()).isEqualTo(Reason.MALFORMED_ENVELOPE);
  }

  @Test
  void payloadOfAnEnvelopeThatIsConfiguredIsNotUnwrappedFurther() {
    String value =
        "{\"schema\":{\"type\":\"struct\",\"fields\":[]},\"payload\":%s}"
            .formatted(Articles.created(Articles.row().put("text", "a")));

    assertThat(rejection(parse(Format.JSON_SCHEMA, value)).reason())
        .isEqualTo(Reason.MISSING_FIELD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schema\":{\"type\":\"struct\"},\"payload\":{},\"text\":\"a\"}",
        "{\"schema\":{\"kind\":\"struct\"},\"payload\":{},\"text\":\"a\"}",
        "{\"schema\":\"struct\",\"text\":\"a\"}",
        "{\"payload\":{\"text\":\"b\"},\"text\":\"a\"}"
      })
  void objectWithOtherFieldsIsNoEnvelope(String value) {
    assertThat(document(parse(Format.AUTO, value)).text()).isEqualTo("a");
  }

  @Test
  void attributeOfADecimalIsADouble() {
    String value =
        """
        {"schema":{"type":"struct","fields":[{"field":"text","type":"string"},
          {"field":"price","type":"bytes","name":"org.apache.kafka.connect.data.Decimal",
           "parameters":{"scale":"2"}}]},
         "payload":{"text":"a","price":"B8Y="}}
        """;
    SourceSettings settings =
        SourceSettings.builder("t").attribute("price", AttributeType.DOUBLE, "price").build();

    Parsed parsed =
        new DocumentParser(settings, Records.emptyRegistry()).parse(bytes("k"), bytes(value), 0);

    assertThat(document(parsed).attributes().values()).containsExactly(19.90);
  }

  private static Parsed parse(Format format, String value) {
    SourceSettings settings = SourceSettings.builder("t").format(format).build();
    return new DocumentParser(settings, Records.emptyRegistry())
        .parse(bytes("k"), bytes(value), Records.TIMESTAMP_MILLIS);
  }
}
