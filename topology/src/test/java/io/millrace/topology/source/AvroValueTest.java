package io.millrace.topology.source;

import static io.millrace.topology.source.Records.avro;
import static io.millrace.topology.source.Records.bytes;
import static io.millrace.topology.source.Records.document;
import static io.millrace.topology.source.Records.framed;
import static io.millrace.topology.source.Records.registryOf;
import static io.millrace.topology.source.Records.rejection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection.Reason;
import io.millrace.topology.source.SourceSettings.Format;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroValueTest {
  @Test
  void recordOfEveryTypeIsReadAsAvroWritesIt() {
    Schema schema =
        schema(
            """
            {"name":"yes","type":"boolean"},
            {"name":"i","type":"int"},
            {"name":"l","type":"long"},
            {"name":"f","type":"float"},
            {"name":"d","type":"double"},
            {"name":"none","type":"null"},
            {"name":"maybe","type":["null","string","long"]},
            {"name":"color","type":{"type":"enum","name":"Color","symbols":["RED","GREEN"]}},
            {"name":"four","type":{"type":"fixed","name":"Four","size":4}},
            {"name":"raw","type":"bytes"},
            {"name":"list","type":{"type":"array","items":["null","int"]}},
            {"name":"map","type":{"type":"map","values":"double"}},
            {"name":"author","type":{"type":"record","name":"Author",
              "fields":[{"name":"name","type":"string"}]}}
            """);
    GenericRecord row = row(schema);
    row.put("yes", true);
    row.put("i", -1);
    row.put("l", Long.MIN_VALUE);
    row.put("f", 0.1f);
    row.put("d", 1e300);
    row.put("maybe", Long.MAX_VALUE);
    row.put("color", new GenericData.EnumSymbol(schema.getField("color").schema(), "GREEN"));
    row.put(
        "four", new GenericData.Fixed(schema.getField("four").schema(), new byte[] {0, 1, 2, 3}));
    row.put("raw", ByteBuffer.wrap(new byte[] {-1}));
    row.put("list", Arrays.asList(1, null, 3));
    row.put("map", Map.of("k", 2.5));
    GenericRecord author = new GenericData.Record(schema.getField("author").schema());
    author.put("name", "Ann");
    row.put("author", author);

    assertThat(document(parse(Format.AVRO, schema, row)).metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("yes", "true"),
                Map.entry("i", "-1"),
                Map.entry("l", "-9223372036854775808"),
                Map.entry("f", "0.1"),
                Map.entry("d", "1.0E+300"),
                Map.entry("maybe", "9223372036854775807"),
                Map.entry("color", "GREEN"),
                Map.entry("four", "AAECAw=="),
                Map.entry("raw", "/w=="),
                Map.entry("list", "[1,null,3]"),
                Map.entry("map", "{\"k\":2.5}"),
                Map.entry("author", "{\"name\":\"Ann\"}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int | date | 20454 | 2026-01-01",
        "int | time-millis | 45296000 | 12:34:56",
        "long | time-micros | 45296000001 | 12:34:56.000001",
        "long | timestamp-millis | 1767225600123 | 2026-01-01T00:00:00.123Z",
        "long | timestamp-micros | 1767225600000001 | 2026-01-01T00:00:00.000001Z",
        "long | local-timestamp-millis | -1 | 1969-12-31T23:59:59.999",
        "long | local-timestamp-micros | 0 | 1970-01-01T00:00",
        "long | timestamp-millis | 9223372036854775807 | +292278994-08-17T07:12:55.807Z"
      })
  void logicalTimeBecomesItsText(String type, String logical, long plain, String text) {
    Schema schema =
        schema(
            "{\"name\":\"v\",\"type\":{\"type\":\"%s\",\"logicalType\":\"%s\"}}"
                .formatted(type, logical));
    GenericRecord row = row(schema);
    row.put("v", type.equals("int") ? (Object) Math.toIntExact(plain) : (Object) plain);

    assertThat(document(parse(Format.AVRO, schema, row)).metadata()).containsEntry("v", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1990", "-1990", "123456789012345678901234567890"})
  void decimalKeepsEveryDigit(String unscaled) {
    Schema schema =
        schema(
            """
            {"name":"v","type":{"type":"bytes","logicalType":"decimal","precision":38,"scale":2}},
            {"name":"w","type":{"type":"fixed","name":"F","size":16,
              "logicalType":"decimal","precision":38,"scale":0}}
            """);
    byte[] digits = new BigInteger(unscaled).toByteArray();
    byte[] padded = new byte[16];
    Arrays.fill(padded, (byte) (digits[0] < 0 ? -1 : 0));
    System.arraycopy(digits, 0, padded, 16 - digits.length, digits.length);
    GenericRecord row = row(schema);
    row.put("v", ByteBuffer.wrap(digits));
    row.put("w", new GenericData.Fixed(schema.getField("w").schema(), padded));

    assertThat(document(parse(Format.AVRO, schema, row)).metadata())
        .containsEntry("v", new BigDecimal(new BigInteger(unscaled), 2).toString())
        .containsEntry("w", unscaled);
  }

  @Test
  void recordThatContainsItselfIsReadToALimitedDepth() {
    Schema schema = schema("{\"name\":\"next\",\"type\":[\"null\",\"Row\"]}");
    GenericRecord two = row(schema);
    GenericRecord one = row(schema);
    one.put("next", two);
    GenericRecord endless = row(schema);
    for (int i = 0; i < 200; i++) {
      GenericRecord outer = row(schema);
      outer.put("next", endless);
      endless = outer;
    }

    assertThat(document(parse(Format.AVRO, schema, one)).metadata())
        .containsEntry("next", "{\"text\":\"a\",\"next\":null}");
    assertThat(rejection(parse(Format.AVRO, schema, endless)).reason())
        .isEqualTo(Reason.MALFORMED_AVRO);
  }

  @ParameterizedTest
  @CsvSource({
    "cut off, 0a61",
    "a string longer than the value, feffffff0f",
    "a string of negative length, 01",
    "a number without an end, ffffffffffffffffffffff",
    "bytes too many, 02610000",
    "no UTF-8, 02ff00",
    "list longer than the value, 0261feffffff0f",
    "list of the most negative length, 0261ffffffffffffffffff01",
    "nothing, ''"
  })
  void malformedBytesAreRejected(String what, String hex) {
    Schema schema = schema("{\"name\":\"list\",\"type\":{\"type\":\"array\",\"items\":\"null\"}}");

    Parsed parsed = parse(Format.AVRO, schema, HexFormat.of().parseHex(hex));

    assertThat(rejection(parsed).reason()).as(what).isEqualTo(Reason.MALFORMED_AVRO);
    assertThat(rejection(parsed).detail()).contains("at byte");
  }

  @Test
  void listInBlocksWithTheirSizesIsRead() {
    Schema schema = schema("{\"name\":\"list\",\"type\":{\"type\":\"array\",\"items\":\"int\"}}");

    Parsed parsed =
        parse(Format.AVRO, schema, HexFormat.of().parseHex("0261" + "03040204" + "0206" + "00"));

    assertThat(document(parsed).metadata()).containsEntry("list", "[1,2,3]");
  }

  @Test
  void manyNullsTakeNoMemoryTheValueDoesNotHave() {
    Schema schema = schema("{\"name\":\"list\",\"type\":{\"type\":\"array\",\"items\":\"null\"}}");

    // Two billion nulls, of no byte each.
    Parsed parsed =
        parse(Format.AVRO, schema, HexFormat.of().parseHex("0261" + "feffffff0f" + "00"));

    assertThat(rejection(parsed).reason()).isEqualTo(Reason.MALFORMED_AVRO);
  }

  @Test
  void replacementCharacterThatIsWrittenIsText() {
    Schema schema = schema("{\"name\":\"v\",\"type\":\"string\"}");
    GenericRecord row = row(schema);
    row.put("v", "a\uFFFDb");

    assertThat(document(parse(Format.AVRO, schema, row)).metadata()).containsEntry("v", "a\uFFFDb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"string\"", "{\"type\":\"array\",\"items\":\"int\"}"})
  void valueThatIsNoRecordIsRejected(String schemaText) {
    Schema schema = new Schema.Parser().parse(schemaText);

    Parsed parsed = parse(Format.AUTO, schema, new byte[] {0});

    assertThat(rejection(parsed).reason()).isEqualTo(Reason.MALFORMED_AVRO);
  }

  @Test
  void nullInThePlaceOfARecordDeletes() {
    Schema schema = new Schema.Parser().parse("[\"null\",%s]".formatted(Articles.KEY));

    assertThat(parse(Format.AUTO, schema, new byte[] {0}))
        .isEqualTo(new Parsed.Delete("k", OptionalLong.empty()));
  }

  @ParameterizedTest
  @EnumSource(names = {"TEXT", "JSON", "JSON_SCHEMA"})
  void formatWithoutAvroDoesNotFallBack(Format format) {
    Schema schema = schema("{\"name\":\"v\",\"type\":\"null\"}");

    assertThat(rejection(parse(format, schema, row(schema))).reason())
        .isEqualTo(Reason.UNSUPPORTED_SCHEMA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"a\",\"type\":\"elsewhere.Address\"}]}",
        "not a schema",
        "{\"type\":\"record\"}"
      })
  void schemaThatIsNotCompleteInItselfIsRejected(String schemaText) {
    SourceSettings settings = SourceSettings.builder("t").build();
    DocumentParser parser =
        new DocumentParser(
            settings, id -> Optional.of(new RegisteredSchema(id, "AVRO", schemaText)));

    assertThat(rejection(parser.parse(bytes("k"), framed(1, new byte[] {0}), 0)).reason())
        .isEqualTo(Reason.UNSUPPORTED_SCHEMA);
  }

  @Test
  void registryIsAskedOnceForASchema() {
    Schema schema = schema("{\"name\":\"v\",\"type\":\"null\"}");
    AtomicInteger asked = new AtomicInteger();
    DocumentParser parser =
        new DocumentParser(
            SourceSettings.builder("t").build(),
            id -> {
              asked.incrementAndGet();
              return registryOf(schema).schema(id);
            });
    byte[] value = framed(1, avro(schema, row(schema)));

    parser.parse(bytes("k"), value, 0);
    parser.parse(bytes("k"), value, 0);

    assertThat(asked).hasValue(1);
  }

  @Test
  void registryThatDoesNotAnswerIsNoRejection() {
    DocumentParser parser =
        new DocumentParser(
            SourceSettings.builder("t").build(),
            id -> {
              throw new IllegalStateException("no answer");
            });

    assertThatThrownBy(() -> parser.parse(bytes("k"), framed(1, new byte[] {0}), 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Schema schema(String fields) {
    return new Schema.Parser()
        .parse(
            "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"text\",\"type\":\"string\"},%s]}"
                .formatted(fields));
  }

  private static GenericRecord row(Schema schema) {
    GenericRecord row = new GenericData.Record(schema);
    row.put("text", "a");
    return row;
  }

  private static Parsed parse(Format format, Schema schema, GenericRecord row) {
    return parse(format, schema, avro(schema, row));
  }

  private static Parsed parse(Format format, Schema schema, byte[] content) {
    SourceSettings settings = SourceSettings.builder("t").format(format).build();
    return new DocumentParser(settings, registryOf(schema))
        .parse(bytes("k"), framed(1, content), Records.TIMESTAMP_MILLIS);
  }
}
