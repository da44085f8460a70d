package io.millrace.topology.source;

import static io.millrace.topology.source.Records.bytes;
import static io.millrace.topology.source.Records.document;
import static io.millrace.topology.source.Records.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.model.Rejection.Reason;
import io.millrace.topology.source.SourceSettings.Format;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kafka Connect's own JsonConverter writes is read. */
class ConnectConverterTest {
  private static final Schema KEY =
      SchemaBuilder.struct().field("tenant", Schema.STRING_SCHEMA).field("id", Schema.INT64_SCHEMA);

  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("tenant", Schema.STRING_SCHEMA)
          .field("id", Schema.INT64_SCHEMA)
          .field("text", Schema.OPTIONAL_STRING_SCHEMA)
          .field("price", Decimal.builder(2).optional().build())
          .field("day", Date.builder().optional().build())
          .field("hour", Time.builder().optional().build())
          .field("at", Timestamp.builder().optional().build())
          .field("scan", Schema.OPTIONAL_BYTES_SCHEMA)
          .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
          .field("sizes", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build())
          .field("weights", SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.INT32_SCHEMA).build())
          .field("ratio", Schema.FLOAT64_SCHEMA)
          .build();

  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("shop.public.articles.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field(
              "source",
              SchemaBuilder.struct()
                  .field("connector", Schema.STRING_SCHEMA)
                  .field("ts_ms", Schema.INT64_SCHEMA)
                  .field("lsn", Schema.OPTIONAL_INT64_SCHEMA))
          .field("op", Schema.STRING_SCHEMA);

  @Test
  void rowIsReadByItsSchema() {
    Document document = document(parse(KEY, key(), ROW, row(), true));

    assertThat(document.id()).isEqualTo("acme/42");
    assertThat(document.metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("tenant", "acme"),
                Map.entry("id", "42"),
                Map.entry("price", "-19.90"),
                Map.entry("day", "2026-01-01"),
                Map.entry("hour", "12:34:56"),
                Map.entry("at", "2026-01-01T00:00:00.123Z"),
                Map.entry("scan", "AAE="),
                Map.entry("tags", "[\"sea\"]"),
                Map.entry("sizes", "{\"a\":1}"),
                Map.entry("weights", "[[1,2]]"),
                Map.entry("ratio", "0.5")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void changeEventIsRecognizedWithAndWithoutItsSchema(boolean hasSchema) {
    Struct event = event("u").put("after", row());

    Document document = document(parse(KEY, key(), ENVELOPE, event, hasSchema));

    assertThat(document.id()).isEqualTo("acme/42");
    assertThat(document.text()).isEqualTo("The moon pulls the sea.");
    assertThat(document.version()).hasValue(7);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deleteIsRecognizedWithAndWithoutItsSchema(boolean hasSchema) {
    assertThat(parse(KEY, key(), ENVELOPE, event("d").put("before", row()), hasSchema))
        .isEqualTo(new Parsed.Delete("acme/42", OptionalLong.of(7)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void scalarKeyOfASchemaIsItsText(boolean hasSchema) {
    assertThat(document(parse(Schema.INT64_SCHEMA, 42L, ROW, row(), hasSchema)).id())
        .isEqualTo("42");
  }

  /** As ExtractNewRecordState leaves a delete: the row's schema without a row. */
  @ParameterizedTest
  @EnumSource(names = {"AUTO", "JSON_SCHEMA", "DEBEZIUM", "DEBEZIUM_UNWRAPPED"})
  void nullOfASchemaDeletes(Format format) {
    Parsed parsed = parser(format).parse(bytes("42"), written(ROW, null, true, false), 5);

    assertThat(parsed).isInstanceOf(Parsed.Delete.class);
  }

  @Test
  void nullWithoutASchemaDeletesAnUnwrappedRow() {
    byte[] written = written(ROW, null, false, false);

    assertThat(parser(Format.DEBEZIUM_UNWRAPPED).parse(bytes("42"), written, 5))
        .isEqualTo(new Parsed.Delete("42", OptionalLong.empty()));
  }

  @Test
  void nullOfAnUnknownFormatIsNotEmbeddedAsAWord() {
    byte[] written = written(ROW, null, false, false);

    Rejection rejection = rejection(parser(Format.AUTO).parse(bytes("42"), written, 5));

    assertThat(rejection.reason()).isEqualTo(Reason.MALFORMED_ENVELOPE);
    assertThat(rejection.detail()).contains("source.format", "debezium_unwrapped");
  }

  private static Struct key() {
    return new Struct(KEY).put("tenant", "acme").put("id", 42L);
  }

  private static Struct row() {
    return new Struct(ROW)
        .put("tenant", "acme")
        .put("id", 42L)
        .put("text", "The moon pulls the sea.")
        .put("price", new BigDecimal("-19.90"))
        .put("day", Date.toLogical(Date.SCHEMA, 20_454))
        .put("hour", Time.toLogical(Time.SCHEMA, 45_296_000))
        .put("at", Timestamp.toLogical(Timestamp.SCHEMA, 1_767_225_600_123L))
        .put("scan", new byte[] {0, 1})
        .put("tags", List.of("sea"))
        .put("sizes", Map.of("a", 1))
        .put("weights", Map.of(1, 2))
        .put("ratio", 0.5);
  }

  private static Struct event(String op) {
    Schema source = ENVELOPE.field("source").schema();
    return new Struct(ENVELOPE)
        .put("op", op)
        .put(
            "source",
            new Struct(source).put("connector", "postgresql").put("ts_ms", 9L).put("lsn", 7L));
  }

  private static Parsed parse(
      Schema keySchema, Object key, Schema schema, Object value, boolean hasSchema) {
    return parser(Format.AUTO)
        .parse(
            written(keySchema, key, hasSchema, true), written(schema, value, hasSchema, false), 0);
  }

  private static DocumentParser parser(Format format) {
    return new DocumentParser(
        SourceSettings.builder("articles").format(format).build(), Records.emptyRegistry());
  }

  private static byte[] written(
      Schema schema, @Nullable Object value, boolean hasSchema, boolean isKey) {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", hasSchema), isKey);
      return converter.fromConnectData("articles", schema, value);
    }
  }
}
