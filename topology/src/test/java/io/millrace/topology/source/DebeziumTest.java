package io.millrace.topology.source;

import static io.millrace.topology.source.Articles.LSN;
import static io.millrace.topology.source.Articles.SOURCE_MILLIS;
import static io.millrace.topology.source.Records.TIMESTAMP_MILLIS;
import static io.millrace.topology.source.Records.bytes;
import static io.millrace.topology.source.Records.document;
import static io.millrace.topology.source.Records.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.model.Rejection.Reason;
import io.millrace.topology.source.SourceSettings.Format;
import io.millrace.topology.source.SourceSettings.Order;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebeziumTest {
  private static final int KEY_SCHEMA_ID = 6;
  private static final String MARK = "__debezium_unavailable_value";
  private static final String MARK_BASE64 = "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==";

  @ParameterizedTest
  @EnumSource
  void createdRowIsItsDocument(Encoding encoding) {
    Document document = document(parse(encoding, Articles.created(Articles.row())));

    assertThat(document.id()).isEqualTo("42");
    assertThat(document.text()).isEqualTo("Tides\n\nThe moon pulls the sea.");
    assertThat(document.updatedAtMillis()).isEqualTo(SOURCE_MILLIS);
    assertThat(document.version()).hasValue(LSN);
    assertThat(document.metadata())
        .containsEntry("views", "3")
        .containsEntry("tags", "[\"sea\",\"moon\"]")
        .doesNotContainKeys("title", "body", "op", "source", "lsn", "ts_ms", "transaction");
  }

  @ParameterizedTest
  @EnumSource
  void configuredFormatReadsWhatAutoRecognizes(Encoding encoding) {
    ObjectNode event = Articles.created(Articles.row());

    assertThat(parse(encoding, settings().format(Format.DEBEZIUM), event))
        .isEqualTo(parse(encoding, settings().format(Format.AUTO), event));
  }

  @ParameterizedTest
  @CsvSource({"JSON, u", "JSON, r", "JSON_WITH_SCHEMA, u", "AVRO, u", "AVRO, r"})
  void updatedAndSnapshotRowsAreDocumentsToo(Encoding encoding, String op) {
    Parsed parsed = parse(encoding, Articles.event(op, null, Articles.row()));

    assertThat(document(parsed).text()).startsWith("Tides");
  }

  @ParameterizedTest
  @EnumSource
  void schemaTellsTimesAndDecimals(Encoding encoding) {
    Document document = document(parse(encoding, Articles.created(Articles.row())));

    boolean hasSchema = encoding != Encoding.JSON;
    assertThat(document.metadata())
        .containsEntry("price", hasSchema ? "19.90" : "B8Y=")
        .containsEntry("created", hasSchema ? "2026-01-01T00:00:00.123456" : "1767225600123456")
        .containsEntry("published", "2026-01-01T12:00:00+02:00")
        .containsEntry("scan", "/9j/");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JSON")
  void timesAreEpochMillisecondsForALong(Encoding encoding) {
    SourceSettingsBuilder settings =
        settings()
            .attribute("created_at", AttributeType.LONG, "created")
            .attribute("published_at", AttributeType.LONG, "published")
            .attribute("price", AttributeType.DOUBLE, "price");

    Parsed parsed = parse(encoding, settings, Articles.created(Articles.row()));

    assertThat(document(parsed).attributes().values())
        .containsExactly(1_767_225_600_123L, 1_767_261_600_000L, 19.90);
  }

  @ParameterizedTest
  @EnumSource
  void deletedRowIsADelete(Encoding encoding) {
    ObjectNode before = Articles.row();
    before.properties().forEach(column -> column.setValue(NullNode.instance));
    before.put("id", 42);

    assertThat(parse(encoding, Articles.deleted(before)))
        .isEqualTo(new Parsed.Delete("42", OptionalLong.of(LSN)));
  }

  @ParameterizedTest
  @EnumSource
  void deletedRowOfWhichOnlyTheKeyIsKnownIsADelete(Encoding encoding) {
    assertThat(parse(encoding, Articles.deleted(NullNode.instance)))
        .isEqualTo(new Parsed.Delete("42", OptionalLong.of(LSN)));
  }

  @ParameterizedTest
  @EnumSource
  void tombstoneBehindADeleteDeletesAgainWhateverTheVersion(Encoding encoding) {
    DocumentParser parser = parser(settings().format(Format.DEBEZIUM));

    assertThat(parser.parse(key(encoding, 42), null, TIMESTAMP_MILLIS))
        .isEqualTo(new Parsed.Delete("42", OptionalLong.empty()));
  }

  @Test
  void tombstoneOfAnUnknownFormatHasNoVersion() {
    DocumentParser parser = parser(settings().order(Order.TIMESTAMP));

    assertThat(parser.parse(bytes("42"), null, TIMESTAMP_MILLIS))
        .isEqualTo(new Parsed.Delete("42", OptionalLong.empty()));
  }

  @ParameterizedTest
  @EnumSource
  void truncateNeedsNoKey(Encoding encoding) {
    byte[] value = encoding.write(Articles.ENVELOPE, Articles.truncated());

    assertThat(parser(settings()).parse(null, value, TIMESTAMP_MILLIS))
        .isEqualTo(new Parsed.Truncate(OptionalLong.of(LSN)));
  }

  @ParameterizedTest
  @CsvSource({"c", "d"})
  void changeOfARowNeedsAKey(String op) {
    byte[] value = bytes(Articles.event(op, null, Articles.row()).toString());

    assertThat(rejection(parser(settings()).parse(null, value, TIMESTAMP_MILLIS)).reason())
        .isEqualTo(Reason.NULL_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"m\",\"ts_ms\":1,\"source\":{\"connector\":\"postgresql\"},"
            + "\"message\":{\"prefix\":\"p\",\"content\":\"aGk=\"}}",
        "{\"status\":\"BEGIN\",\"id\":\"571:53195829\",\"ts_ms\":1,\"event_count\":null,"
            + "\"data_collections\":null}",
        "{\"status\":\"END\",\"id\":\"571:53195832\",\"ts_ms\":1,\"event_count\":2,"
            + "\"data_collections\":[{\"data_collection\":\"public.articles\",\"event_count\":2}]}",
        "{\"ts_ms\":1767312000456}",
        "{\"source\":{\"connector\":\"mysql\"},\"ts_ms\":1,\"databaseName\":\"shop\","
            + "\"schemaName\":null,\"ddl\":\"ALTER TABLE a ADD b INT\",\"tableChanges\":[]}"
      })
  void recordsBesideTheRowsAreNothing(String value) {
    DocumentParser parser = parser(settings().format(Format.DEBEZIUM));

    assertThat(parser.parse(null, bytes(value), TIMESTAMP_MILLIS)).isEqualTo(new Parsed.Nothing());
  }

  @Test
  void heartbeatIsRecognizedByTheNameOfItsSchema() {
    String value =
        """
        {"schema":{"type":"struct","fields":[{"type":"int64","optional":false,"field":"ts_ms"}],
         "optional":false,"name":"io.debezium.connector.common.Heartbeat"},
         "payload":{"ts_ms":1767312000456}}
        """;

    assertThat(parser(settings()).parse(null, bytes(value), TIMESTAMP_MILLIS))
        .isEqualTo(new Parsed.Nothing());
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, postgresql, 33817568",
    "AUTO, mysql, 1767312000123",
    "LSN, postgresql, 33817568",
    "TIMESTAMP, postgresql, 1767312000123",
    "ARRIVAL, postgresql, "
  })
  void versionFollowsTheOrder(Order order, String connector, @Nullable Long version) {
    ObjectNode event = Articles.created(Articles.row());
    event.withObject("/source").put("connector", connector);

    Document document = document(parse(Encoding.JSON, settings().order(order), event));

    assertThat(document.version())
        .isEqualTo(version == null ? OptionalLong.empty() : OptionalLong.of(version));
  }

  @Test
  void eventWithoutAnLsnIsOrderedByArrival() {
    ObjectNode event = Articles.created(Articles.row());
    event.withObject("/source").putNull("lsn");

    assertThat(document(parse(Encoding.JSON, event)).version()).isEmpty();
  }

  @Test
  void timeOfTheRecordStandsInForTheDatabases() {
    ObjectNode event = Articles.created(Articles.row());
    event.withObject("/source").put("ts_ms", 0);

    assertThat(document(parse(Encoding.JSON, event)).updatedAtMillis()).isEqualTo(TIMESTAMP_MILLIS);
  }

  @ParameterizedTest
  @EnumSource
  void keyOfAnotherRowIsRejected(Encoding encoding) {
    byte[] value = encoding.write(Articles.ENVELOPE, Articles.created(Articles.row()));

    Rejection rejection =
        rejection(parser(settings()).parse(key(encoding, 43), value, TIMESTAMP_MILLIS));

    assertThat(rejection.reason()).isEqualTo(Reason.KEY_MISMATCH);
    assertThat(rejection.detail()).contains("\"id\"", "public.articles").doesNotContain("42", "43");
  }

  @Test
  void keyOfAnotherDeletedRowIsRejected() {
    byte[] value = bytes(Articles.deleted(Articles.row()).toString());

    Parsed parsed = parser(settings()).parse(bytes("{\"id\":43}"), value, TIMESTAMP_MILLIS);

    assertThat(rejection(parsed).reason()).isEqualTo(Reason.KEY_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"id\":42.0}", "{\"id\":\"42\"}", "{\"other\":43}", "43"})
  void keyThatCannotBeComparedIsTaken(String key) {
    byte[] value = bytes(Articles.created(Articles.row()).toString());

    assertThat(parser(settings()).parse(bytes(key), value, TIMESTAMP_MILLIS))
        .isInstanceOf(Parsed.Upsert.class);
  }

  @Test
  void vanishedColumnIsNamedWithItsTable() {
    ObjectNode row = Articles.row();
    row.remove("body");

    Rejection rejection = rejection(parse(Encoding.JSON, Articles.updated(row)));

    assertThat(rejection.reason()).isEqualTo(Reason.MISSING_FIELD);
    assertThat(rejection.detail()).isEqualTo("field \"body\" is missing in table public.articles");
  }

  @Test
  void addedColumnIsMetadata() {
    ObjectNode row = Articles.row().put("subtitle", "a");

    assertThat(document(parse(Encoding.JSON, Articles.updated(row))).metadata())
        .containsEntry("subtitle", "a");
  }

  @ParameterizedTest
  @EnumSource
  void unchangedColumnIsFilledIn(Encoding encoding) {
    byte[] value =
        encoding.write(Articles.ENVELOPE, Articles.updated(Articles.row().put("body", MARK)));
    DocumentParser parser = parser(settings().keepColumns(true));

    Document document =
        document(
            parser.parse(
                key(encoding, 42),
                value,
                TIMESTAMP_MILLIS,
                id -> Map.of("body", "known of " + id)));

    assertThat(document.text()).isEqualTo("Tides\n\nknown of 42");
    assertThat(document.columns()).containsEntry("body", "known of 42");
  }

  @ParameterizedTest
  @EnumSource
  void unchangedListAndBytesAreFilledInToo(Encoding encoding) {
    ObjectNode row = Articles.row().put("scan", MARK_BASE64);
    row.putArray("tags").add(MARK);
    Map<String, String> known = Map.of("scan", "/9j/", "tags", "[\"a\",\"b\"]");

    Document document =
        document(
            parser(settings().attribute("tags", AttributeType.STRINGS, "tags"))
                .parse(
                    key(encoding, 42),
                    encoding.write(Articles.ENVELOPE, Articles.updated(row)),
                    TIMESTAMP_MILLIS,
                    id -> known));

    assertThat(document.attributes().values()).containsExactly(List.of("a", "b"));
    assertThat(document.metadata()).containsEntry("scan", "/9j/");
  }

  @ParameterizedTest
  @EnumSource
  void unchangedColumnThatNobodyKnowsIsRejected(Encoding encoding) {
    Rejection rejection =
        rejection(parse(encoding, Articles.updated(Articles.row().put("body", MARK))));

    assertThat(rejection.reason()).isEqualTo(Reason.UNAVAILABLE_COLUMN);
    assertThat(rejection.detail())
        .contains("\"body\"", "public.articles", "REPLICA IDENTITY FULL", "source.keepColumns");
  }

  @Test
  void unchangedColumnThatIsNotUsedDoesNotMatter() {
    SourceSettingsBuilder settings =
        settings().metadata(new MetadataSelection(List.of(), List.of("scan"), Map.of()));

    Parsed parsed =
        parse(Encoding.JSON, settings, Articles.updated(Articles.row().put("scan", MARK_BASE64)));

    assertThat(document(parsed).metadata()).doesNotContainKey("scan");
  }

  @Test
  void markOfAnUnchangedColumnIsNeverEmbedded() {
    String row = "{\"title\":\"Tides\",\"body\":\"%s\"}".formatted(MARK);

    assertThat(rejection(parser(settings()).parse(bytes("42"), bytes(row), 0)).reason())
        .isEqualTo(Reason.UNAVAILABLE_COLUMN);
  }

  @ParameterizedTest
  @EnumSource
  void usedColumnsThatMayBeLeftOutAreKept(Encoding encoding) {
    SourceSettingsBuilder settings =
        settings()
            .keepColumns(true)
            .metadata(new MetadataSelection(List.of("tags", "views", "scan"), List.of(), Map.of()));

    Parsed parsed = parse(encoding, settings, Articles.created(Articles.row()));

    assertThat(document(parsed).columns())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "title", "Tides",
                "body", "The moon pulls the sea.",
                "tags", "[\"sea\",\"moon\"]",
                "scan", "/9j/"));
  }

  @Test
  void columnsAreNotKeptUnasked() {
    assertThat(document(parse(Encoding.JSON, Articles.created(Articles.row()))).columns())
        .isEmpty();
  }

  private static SourceSettingsBuilder settings() {
    return SourceSettings.builder("articles").template("{title}\n\n{body}");
  }

  private static Parsed parse(Encoding encoding, ObjectNode event) {
    return parse(encoding, settings(), event);
  }

  private static Parsed parse(Encoding encoding, SourceSettingsBuilder settings, ObjectNode event) {
    return parser(settings)
        .parse(key(encoding, 42), encoding.write(Articles.ENVELOPE, event), TIMESTAMP_MILLIS);
  }

  private static byte[] key(Encoding encoding, long id) {
    byte[] key = encoding.write(Articles.KEY, Articles.key(id));
    if (encoding == Encoding.AVRO) {
      key[4] = KEY_SCHEMA_ID;
    }
    return key;
  }

  private static DocumentParser parser(SourceSettingsBuilder settings) {
    return new DocumentParser(
        settings.build(),
        id ->
            Optional.of(
                new RegisteredSchema(
                    id,
                    "AVRO",
                    (id == KEY_SCHEMA_ID ? Articles.KEY : Articles.ENVELOPE).toString())));
  }
}
