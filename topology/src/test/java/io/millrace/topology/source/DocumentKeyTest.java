package io.millrace.topology.source;

import static io.millrace.topology.source.Records.TIMESTAMP_MILLIS;
import static io.millrace.topology.source.Records.avro;
import static io.millrace.topology.source.Records.bytes;
import static io.millrace.topology.source.Records.document;
import static io.millrace.topology.source.Records.emptyRegistry;
import static io.millrace.topology.source.Records.framed;
import static io.millrace.topology.source.Records.registryOf;
import static io.millrace.topology.source.Records.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.model.Rejection.Reason;
import io.millrace.topology.port.SchemaCatalog;
import io.millrace.topology.source.SourceSettings.KeyFormat;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentKeyTest {
  private static final Schema COMPOSITE =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Key","fields":[
                {"name":"tenant","type":"string"},{"name":"id","type":["null","long"]}]}
              """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AUTO | 42 | 42",
        "AUTO | a/b%c#d | a/b%c#d",
        "AUTO | \"42\" | \"42\"",
        "AUTO | {not json | {not json",
        "AUTO | {\"id\":42} | 42",
        "AUTO | {\"id\":\"a/b%\"} | a/b%",
        "AUTO | {\"tenant\":\"acme\",\"id\":42} | acme/42",
        "AUTO | {\"id\":42,\"tenant\":\"acme\"} | 42/acme",
        "AUTO | {\"a\":\"x/y\",\"b\":\"50%\"} | x%2Fy/50%25",
        "AUTO | {\"a\":\"\",\"b\":\"\"} | /",
        "AUTO | {\"a\":true,\"b\":1.50} | true/1.50",
        "AUTO | {\"schema\":{\"type\":\"struct\",\"fields\":[]},\"payload\":{\"id\":42}} | 42",
        "AUTO | {\"schema\":{\"type\":\"int64\"},\"payload\":42} | 42",
        "STRING | {\"id\":42} | {\"id\":42}",
        "JSON | {\"id\":42} | 42",
        "JSON | \"42\" | 42",
        "JSON | 42 | 42"
      })
  void keyIsOneIdInEveryEncoding(KeyFormat format, String key, String id) {
    assertThat(id(format, bytes(key), emptyRegistry())).isEqualTo(id);
  }

  @Test
  void recordOfAvroIsTheSameIdAsJson() {
    GenericRecord key = new GenericData.Record(COMPOSITE);
    key.put("tenant", "a/b");
    key.put("id", 42L);

    assertThat(id(KeyFormat.AUTO, framed(1, avro(COMPOSITE, key)), registryOf(COMPOSITE)))
        .isEqualTo(id(KeyFormat.JSON, bytes("{\"tenant\":\"a/b\",\"id\":42}"), emptyRegistry()))
        .isEqualTo("a%2Fb/42");
  }

  @ParameterizedTest
  @CsvSource({"string, text", "long, 42", "int, 42"})
  void scalarOfAvroIsItsText(String type, String text) {
    Schema schema = new Schema.Parser().parse("\"" + type + "\"");
    Object value =
        switch (type) {
          case "long" -> 42L;
          case "int" -> 42;
          default -> text;
        };

    assertThat(id(KeyFormat.AVRO, framed(1, avro(schema, value)), registryOf(schema)))
        .isEqualTo(text);
  }

  @Test
  void jsonBehindAFrameIsRead() {
    SchemaCatalog json = id -> Optional.of(new RegisteredSchema(id, "JSON", "{}"));

    assertThat(id(KeyFormat.AUTO, framed(1, bytes("{\"id\":42}")), json)).isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 42, -1, Long.MAX_VALUE})
  void longIsItsNumberWhenConfigured(long number) {
    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(number).array();

    assertThat(id(KeyFormat.LONG, key, emptyRegistry())).isEqualTo(Long.toString(number));
  }

  @Test
  void longIsNeverGuessed() {
    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(42).array();

    assertThat(reason(KeyFormat.AUTO, key)).isEqualTo(Reason.UNKNOWN_SCHEMA_ID);
    assertThat(reason(KeyFormat.STRING, key)).isEqualTo(Reason.INVALID_KEY);
  }

  @Test
  void prefixStandsInFrontOfEveryId() {
    SourceSettings settings = SourceSettings.builder("t").idPrefix("articles:").build();
    DocumentParser parser = new DocumentParser(settings, emptyRegistry());

    assertThat(document(parser.parse(bytes("{\"id\":42}"), bytes("a"), 0)).id())
        .isEqualTo("articles:42");
    assertThat(((Parsed.Delete) parser.parse(bytes("42"), null, 0)).documentId())
        .isEqualTo("articles:42");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AUTO | {\"id\":null}",
        "AUTO | {\"a\":1,\"b\":null}",
        "AUTO | {\"id\":{\"nested\":1}}",
        "AUTO | {\"id\":[1]}",
        "AUTO | {\"id\":\"\"}",
        "AUTO | {}",
        "AUTO | {\"id\":\"\\ud800\"}",
        "AUTO | {\"schema\":{\"type\":\"bytes\"},\"payload\":\"AAEC\"}",
        "AUTO | {\"schema\":{\"type\":\"int64\"},\"payload\":\"x\"}",
        "JSON | {not json",
        "JSON | [1]",
        "JSON | {\"id\":1,\"id\":2}",
        "AVRO | 42",
        "LONG | 42"
      })
  void keyThatMakesNoIdIsRejected(KeyFormat format, String key) {
    assertThat(reason(format, bytes(key))).isEqualTo(Reason.INVALID_KEY);
  }

  @Test
  void nullOfJsonIsNoKey() {
    assertThat(reason(KeyFormat.JSON, bytes("null"))).isEqualTo(Reason.NULL_KEY);
  }

  @Test
  void nullInARecordOfAvroIsRejected() {
    GenericRecord key = new GenericData.Record(COMPOSITE);
    key.put("tenant", "acme");

    assertThat(reason(framed(1, avro(COMPOSITE, key)), registryOf(COMPOSITE)))
        .isEqualTo(Reason.INVALID_KEY);
  }

  @Test
  void malformedAvroIsAnInvalidKey() {
    assertThat(reason(framed(1, new byte[] {2}), registryOf(COMPOSITE)))
        .isEqualTo(Reason.INVALID_KEY);
  }

  @Test
  void bytesOfAvroAreNoKey() {
    Schema schema = new Schema.Parser().parse("\"bytes\"");

    assertThat(reason(framed(1, new byte[] {2, 7}), registryOf(schema)))
        .isEqualTo(Reason.INVALID_KEY);
  }

  @Test
  void schemaOfAnEnvelopeDoesNotCountForTheLimit() {
    String key =
        "{\"schema\":{\"type\":\"string\",\"doc\":\"%s\"},\"payload\":\"42\"}"
            .formatted("d".repeat(2000));

    assertThat(id(KeyFormat.AUTO, bytes(key), emptyRegistry())).isEqualTo("42");
  }

  @Test
  void idOverTheLimitIsRejected() {
    assertThat(reason(KeyFormat.AUTO, bytes("{\"id\":\"%s\"}".formatted("k".repeat(1025)))))
        .isEqualTo(Reason.INVALID_KEY);
  }

  private static String id(KeyFormat format, byte[] key, SchemaCatalog registry) {
    Parsed parsed = parser(format, registry).parse(key, bytes("a"), TIMESTAMP_MILLIS);
    return document(parsed).id();
  }

  private static Reason reason(KeyFormat format, byte[] key) {
    return rejection(parser(format, emptyRegistry()).parse(key, bytes("a"), 0)).reason();
  }

  private static Reason reason(byte[] key, SchemaCatalog registry) {
    return rejection(parser(KeyFormat.AUTO, registry).parse(key, bytes("a"), 0)).reason();
  }

  private static DocumentParser parser(KeyFormat format, SchemaCatalog registry) {
    return new DocumentParser(SourceSettings.builder("t").keyFormat(format).build(), registry);
  }
}
