package io.millrace.topology.source;

import static io.millrace.topology.source.Records.TIMESTAMP_MILLIS;
import static io.millrace.topology.source.Records.bytes;
import static io.millrace.topology.source.Records.document;
import static io.millrace.topology.source.Records.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.AttributeType;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection.Reason;
import io.millrace.topology.source.SourceSettings.Format;
import io.millrace.topology.source.SourceSettings.Order;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnwrappedRowTest {
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Value","namespace":"shop.public.articles","fields":[
                {"name":"id","type":"long"},
                {"name":"text","type":["null","string"]},
                {"name":"views","type":["null","int"]},
                {"name":"__deleted","type":["null","string"]},
                {"name":"__op","type":["null","string"]},
                {"name":"__table","type":["null","string"]},
                {"name":"__lsn","type":["null","long"]},
                {"name":"__source_ts_ms","type":["null","long"]}]}
              """);

  @ParameterizedTest
  @EnumSource
  void rowIsADocumentWithoutItsControlFields(Encoding encoding) {
    Document document = document(parse(encoding, Format.AUTO, row("false", "u")));

    assertThat(document.text()).isEqualTo("The moon pulls the sea.");
    assertThat(document.metadata())
        .containsOnlyKeys("id", "views", "__table")
        .containsEntry("views", "3");
    assertThat(document.version()).hasValue(33_817_568L);
    assertThat(document.updatedAtMillis()).isEqualTo(1_767_312_000_123L);
  }

  @ParameterizedTest
  @EnumSource
  void markedRowIsADelete(Encoding encoding) {
    assertThat(parse(encoding, Format.DEBEZIUM_UNWRAPPED, row("true", "d")))
        .isEqualTo(new Parsed.Delete("42", OptionalLong.of(33_817_568L)));
  }

  @Test
  void markMayBeABoolean() {
    ObjectNode row = row("", "u");
    row.put("__deleted", true).remove("__op");

    assertThat(parse(Encoding.JSON, Format.AUTO, row)).isInstanceOf(Parsed.Delete.class);
  }

  @Test
  void operationAloneDeletesToo() {
    ObjectNode row = row("", "d");
    row.remove("__deleted");

    assertThat(parse(Encoding.JSON, Format.DEBEZIUM_UNWRAPPED, row))
        .isInstanceOf(Parsed.Delete.class);
  }

  @Test
  void rowWithoutAnyControlFieldIsADocument() {
    assertThat(
            document(
                    parse(
                        Encoding.JSON,
                        Format.DEBEZIUM_UNWRAPPED,
                        Encoding.tree("{\"id\":42,\"text\":\"a\"}")))
                .version())
        .isEmpty();
  }

  @Test
  void controlFieldIsNoAttribute() {
    SourceSettings settings =
        SourceSettings.builder("articles").attribute("lsn", AttributeType.LONG, "__lsn").build();

    Parsed parsed =
        new DocumentParser(settings, Records.emptyRegistry())
            .parse(bytes("42"), bytes(row("false", "u").toString()), TIMESTAMP_MILLIS);

    assertThat(document(parsed).attributes().values()).containsExactly(0L);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, __source_lsn, __source_ts_ms, 9",
    "AUTO, __lsn, __ts_ms, 9",
    "AUTO, none, __source_ts_ms, 7",
    "AUTO, none, __ts_ms, 7",
    "TIMESTAMP, __lsn, __source_ts_ms, 7",
    "LSN, __lsn, __source_ts_ms, 9"
  })
  void versionFollowsTheOrder(Order order, String lsn, String time, long version) {
    ObjectNode row = Encoding.tree("{\"text\":\"a\",\"__deleted\":\"false\"}");
    row.put(lsn, 9).put(time, 7);
    SourceSettings settings = SourceSettings.builder("articles").order(order).build();

    Parsed parsed =
        new DocumentParser(settings, Records.emptyRegistry())
            .parse(bytes("42"), bytes(row.toString()), TIMESTAMP_MILLIS);

    assertThat(document(parsed).version()).hasValue(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"maybe\"", "1", "\"TRUE\""})
  void markThatIsNeitherTrueNorFalseIsRejected(String mark) {
    ObjectNode row = Encoding.tree("{\"text\":\"a\",\"__deleted\":%s}".formatted(mark));

    assertThat(rejection(parse(Encoding.JSON, Format.AUTO, row)).reason())
        .isEqualTo(Reason.MALFORMED_ENVELOPE);
  }

  @Test
  void unknownOperationIsRejected() {
    assertThat(rejection(parse(Encoding.JSON, Format.AUTO, row("false", "x"))).reason())
        .isEqualTo(Reason.UNKNOWN_OPERATION);
  }

  @Test
  void rowInItsEnvelopeIsToldWhichFormatItNeeds() {
    Parsed parsed =
        parse(Encoding.JSON, Format.DEBEZIUM_UNWRAPPED, Articles.created(Articles.row()));

    assertThat(rejection(parsed).reason()).isEqualTo(Reason.MALFORMED_ENVELOPE);
    assertThat(rejection(parsed).detail()).contains("source.format debezium");
  }

  @Test
  void keyOfAnotherRowIsRejected() {
    Parsed parsed =
        new DocumentParser(SourceSettings.builder("articles").build(), Records.emptyRegistry())
            .parse(bytes("{\"id\":7}"), bytes(row("false", "u").toString()), TIMESTAMP_MILLIS);

    assertThat(rejection(parsed).reason()).isEqualTo(Reason.KEY_MISMATCH);
  }

  private static ObjectNode row(String deleted, String op) {
    return Encoding.tree(
            """
            {"id":42,"text":"The moon pulls the sea.","views":3,"__table":"articles",
             "__lsn":33817568,"__source_ts_ms":1767312000123}
            """)
        .put("__deleted", deleted)
        .put("__op", op);
  }

  private static Parsed parse(Encoding encoding, Format format, ObjectNode row) {
    SourceSettings settings = SourceSettings.builder("articles").format(format).build();
    return new DocumentParser(settings, Records.registryOf(SCHEMA))
        .parse(bytes("42"), encoding.write(SCHEMA, row), TIMESTAMP_MILLIS);
  }
}
