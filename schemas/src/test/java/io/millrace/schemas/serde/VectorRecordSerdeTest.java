package io.millrace.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.Attributes;
import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.VectorRecordSchema;
import io.millrace.schemas.registry.Compatibility;
import io.millrace.schemas.registry.InProcessRegistry;
import io.millrace.schemas.registry.IncompatibleSchemaException;
import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.schemas.registry.RegistryUnavailableException;
import io.millrace.schemas.registry.SchemaNotFoundException;
import io.millrace.schemas.registry.SchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VectorRecordSerdeTest {
  private static final String TOPIC = "vectors";
  private static final String SUBJECT = "vectors-value";

  private final VectorRecord vector = VectorRecords.sample();
  private InProcessRegistry registry;

  @BeforeEach
  void startRegistry() throws IOException {
    registry = InProcessRegistry.start();
  }

  @AfterEach
  void stopRegistry() {
    registry.close();
  }

  @Test
  void recordComesBackAsItWas() {
    VectorRecord read = read(written(serializer(Map.of())));

    assertThat(read).isEqualTo(vector);
    assertThat(read.getVector()).isInstanceOf(FloatVector.class);
  }

  @Test
  void valueStartsWithTheIdOfTheTopicsSubject() {
    ByteBuffer value = ByteBuffer.wrap(written(serializer(Map.of())));

    assertThat(value.get()).isZero();
    assertThat(value.getInt()).isEqualTo(client().latest(SUBJECT).id());
  }

  @Test
  void tombstoneStaysATombstone() {
    assertThat(serializer(Map.of()).serialize(TOPIC, null)).isNull();
    assertThat(deserializer().deserialize(TOPIC, null)).isNull();
  }

  @Test
  void registryIsNotAskedAgainOnceTheTopicIsKnown() {
    VectorRecordSerializer serializer = serializer(Map.of());
    VectorRecordDeserializer deserializer = deserializer();
    deserializer.deserialize(TOPIC, written(serializer));
    registry.close();

    assertThat(deserializer.deserialize(TOPIC, written(serializer))).isEqualTo(vector);
  }

  @Test
  void unregisteredSchemaIsNotFoundWhenRegistrationIsOff() {
    VectorRecordSerializer serializer = serializer(Map.of("auto.register.schemas", false));

    assertThatThrownBy(() -> serializer.serialize(TOPIC, vector))
        .isInstanceOf(SchemaNotFoundException.class)
        .hasMessageContaining(SUBJECT);
  }

  @Test
  void registeredSchemaIsLookedUpWhenRegistrationIsOff() {
    int id = client().register(SUBJECT, VectorRecords.SCHEMA.toString());

    byte[] value = written(serializer(Map.of("auto.register.schemas", false)));

    assertThat(WireFormat.schemaId(value)).isEqualTo(id);
  }

  @Test
  void latestSchemaWithOneMoreFieldIsWrittenAsItself() throws IOException {
    Schema latest = VectorRecords.withOneMoreField(VectorRecords.SCHEMA);
    int id = client().register(SUBJECT, latest.toString());

    byte[] value = written(useLatest(true));

    assertThat(WireFormat.schemaId(value)).isEqualTo(id);
    GenericRecord read = generic(latest, value);
    assertThat(read.get("language")).hasToString("und");
    assertThat(read.get("chunk_id")).hasToString(vector.getChunkId());
    assertThat(read(value)).isEqualTo(withLanguage("und"));
  }

  @Test
  void latestSchemaThatDiffersOnlyInDocsIsWrittenInBulk() {
    Schema latest = withoutDocs();
    int id = client().register(SUBJECT, latest.toString());

    byte[] value = written(useLatest(true));

    assertThat(value).isEqualTo(new BulkEncoding(id).encode(vector));
  }

  @Test
  void latestSchemaThatCannotReadOursIsRefusedWhenStrict() {
    client().register(SUBJECT, unreadable().toString());

    assertThatThrownBy(() -> useLatest(true).serialize(TOPIC, vector))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining(SUBJECT)
        .hasMessageContaining("confidence");
  }

  @Test
  void recordThatDoesNotFitTheLatestSchemaFailsAloneWhenNotStrict() {
    client().register(SUBJECT, unreadable().toString());

    assertThatThrownBy(() -> useLatest(false).serialize(TOPIC, vector))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("does not fit schema");
  }

  @Test
  void newerWritersFieldIsAnAttribute() throws IOException {
    Schema newer = VectorRecords.withOneMoreField(VectorRecords.SCHEMA);
    GenericRecord record = generic(newer);
    record.put("language", "de");

    assertThat(read(written(newer, record))).isEqualTo(withLanguage("de"));
  }

  @Test
  void newerWritersFieldThatIsNoAttributeIsSkipped() throws IOException {
    Schema newer = VectorRecords.with(VectorRecords.SCHEMA, "confidence", Schema.Type.FLOAT);
    GenericRecord record = generic(newer);
    record.put("confidence", 0.5f);

    VectorRecord read = read(written(newer, record));

    assertThat(read).isEqualTo(vector);
    assertThat(read.getVector()).isInstanceOf(FloatVector.class);
  }

  @Test
  void attributeAmongFieldsThatAreNoneIsKept() throws IOException {
    Schema newer =
        VectorRecords.withOneMoreField(
            VectorRecords.with(VectorRecords.SCHEMA, "confidence", Schema.Type.FLOAT));
    GenericRecord record = generic(newer);
    record.put("confidence", 0.5f);
    record.put("language", "de");

    assertThat(read(written(newer, record))).isEqualTo(withLanguage("de"));
  }

  @Test
  void attributesComeBackAsTheyWere() {
    AttributedVectorRecord attributed = VectorRecords.attributedSample();

    VectorRecord read = read(written(serializer(Map.of()), attributed));

    assertThat(read).isEqualTo(attributed);
  }

  @Test
  void registeredSchemaIsThatOfTheRecord() {
    AttributedVectorRecord attributed = withLanguage("de");

    int id = WireFormat.schemaId(written(serializer(Map.of()), attributed));

    assertThat(AvroSchemas.parse(client().schema(id))).isEqualTo(attributed.getSchema());
  }

  @Test
  void eachListOfAttributesHasItsOwnSchema() {
    VectorRecordSerializer serializer = serializer(Map.of());

    byte[] plain = written(serializer, vector);
    byte[] attributed = written(serializer, withLanguage("de"));
    registry.close();

    assertThat(WireFormat.schemaId(attributed)).isNotEqualTo(WireFormat.schemaId(plain));
    assertThat(written(serializer, vector)).isEqualTo(plain);
    assertThat(written(serializer, withLanguage("de"))).isEqualTo(attributed);
  }

  @Test
  void latestSchemaOfTheSameAttributesIsWrittenInBulk() {
    AttributedVectorRecord attributed = withLanguage("de");
    int id = client().register(SUBJECT, attributed.getSchema().toString());

    assertThat(written(useLatest(true), attributed))
        .isEqualTo(new BulkEncoding(id).encode(attributed));
  }

  @Test
  void latestSchemaWithAnotherAttributeIsWrittenAsItself() {
    Attribute language = new Attribute("language", AttributeType.STRING);
    Attribute year = new Attribute("year", AttributeType.LONG);
    client().register(SUBJECT, VectorRecordSchema.of(List.of(year, language)).toString());

    VectorRecord read = read(written(useLatest(true), withLanguage("de")));

    assertThat(read)
        .isEqualTo(
            new AttributedVectorRecord(
                vector, new Attributes(List.of(year, language), List.of(0L, "de"))));
  }

  @Test
  void latestSchemaThatHasAnAttributeAsAnotherTypeIsRefusedWhenStrict() {
    Attribute number = new Attribute("language", AttributeType.LONG);
    client().register(SUBJECT, VectorRecordSchema.of(List.of(number)).toString());

    assertThatThrownBy(() -> useLatest(true).serialize(TOPIC, withLanguage("de")))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining(SUBJECT);
  }

  @Test
  void attributeOfAnotherTypeIsRefusedByName() {
    written(serializer(Map.of()), withLanguage("de"));
    Attribute number = new Attribute("language", AttributeType.LONG);
    VectorRecord changed =
        new AttributedVectorRecord(vector, new Attributes(List.of(number), List.of(1L)));

    assertThatThrownBy(() -> serializer(Map.of()).serialize(TOPIC, changed))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining(SUBJECT)
        .hasMessageContaining("language")
        .hasMessageContaining("long");
  }

  @Test
  void olderWritersChunkHasNoPlaceInItsText() throws IOException {
    Schema older = VectorRecords.without(VectorRecords.SCHEMA, "start_offset", "end_offset");

    VectorRecord read = read(written(older, generic(older)));

    assertThat(read)
        .isEqualTo(VectorRecord.newBuilder(vector).clearStartOffset().clearEndOffset().build());
  }

  @Test
  void writerWithoutOneOfOurFieldsIsRefused() throws IOException {
    Schema other = SchemaBuilder.record("VectorRecord").fields().requiredString("text").endRecord();
    GenericRecord record = new GenericData.Record(other);
    record.put("text", "only text");
    byte[] value = written(other, record);

    assertThatThrownBy(() -> deserializer().deserialize(TOPIC, value))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("missing required field");
  }

  @Test
  void truncatedRecordOfAnotherSchemaIsRefused() throws IOException {
    Schema newer = VectorRecords.withOneMoreField(VectorRecords.SCHEMA);
    GenericRecord record = generic(newer);
    record.put("language", "de");
    byte[] whole = written(newer, record);
    VectorRecordDeserializer deserializer = deserializer();

    for (int length = 5; length < whole.length; length += 7) {
      byte[] truncated = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> deserializer.deserialize(TOPIC, truncated))
          .isInstanceOf(SerializationException.class);
    }
  }

  @Test
  void garbageOfAnotherSchemaIsReadOrRefusedButNothingElse() {
    Schema newer = VectorRecords.withOneMoreField(VectorRecords.SCHEMA);
    RecordDecoding decoding = new ResolvedFrom(1, newer, VectorRecordSchema.attributesOf(newer));

    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] garbage = new byte[5 + random.nextInt(200)];
      random.nextBytes(garbage);
      assertThat(catchThrowable(() -> decoding.decode(garbage)))
          .as("seed %d", seed)
          .satisfiesAnyOf(
              thrown -> assertThat(thrown).isNull(),
              thrown -> assertThat(thrown).isInstanceOf(SerializationException.class));
    }
  }

  @Test
  void schemaOfAnotherLanguageIsNoneToReadOrWriteWith() {
    assertThatThrownBy(() -> AvroSchemas.parse(new RegisteredSchema(3, "PROTOBUF", "message M {}")))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("PROTOBUF");
  }

  @Test
  void valueWithoutAHeaderIsRefused() {
    assertThatThrownBy(() -> deserializer().deserialize(TOPIC, new byte[] {0, 0, 0}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("3 bytes");
    assertThatThrownBy(() -> deserializer().deserialize(TOPIC, "{\"a\":1}".getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("first byte is 123");
  }

  @Test
  void unknownSchemaIdIsBadData() {
    byte[] value = VectorRecords.framed(4711, new byte[10]);

    assertThatThrownBy(() -> deserializer().deserialize(TOPIC, value))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("4711")
        .hasCauseInstanceOf(SchemaNotFoundException.class);
  }

  @Test
  void unreachableRegistryIsNotBadData() {
    byte[] value = written(serializer(Map.of()));
    registry.close();

    assertThatThrownBy(() -> deserializer().deserialize(TOPIC, value))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining(registry.url());
    assertThatThrownBy(() -> serializer(Map.of()).serialize(TOPIC, vector))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void recordsAreNotKeys() {
    assertThatThrownBy(() -> new VectorRecordSerializer().configure(config(Map.of()), true))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new VectorRecordDeserializer().configure(config(Map.of()), true))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void useBeforeConfigureIsSaidSo() {
    assertThatThrownBy(() -> new VectorRecordSerializer().serialize(TOPIC, vector))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("configure");
  }

  private VectorRecord read(byte[] value) {
    return Objects.requireNonNull(deserializer().deserialize(TOPIC, value));
  }

  private byte[] written(VectorRecordSerializer serializer) {
    return written(serializer, vector);
  }

  private static byte[] written(VectorRecordSerializer serializer, VectorRecord record) {
    return Objects.requireNonNull(serializer.serialize(TOPIC, record));
  }

  private AttributedVectorRecord withLanguage(String language) {
    return new AttributedVectorRecord(
        vector,
        new Attributes(
            List.of(new Attribute("language", AttributeType.STRING)), List.of(language)));
  }

  private byte[] written(Schema schema, GenericRecord record) throws IOException {
    client().setCompatibility(SUBJECT, Compatibility.NONE);
    int id = client().register(SUBJECT, schema.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return VectorRecords.framed(id, out.toByteArray());
  }

  private GenericRecord generic(Schema schema) {
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : vector.getSchema().getFields()) {
      if (schema.getField(field.name()) != null) {
        record.put(field.name(), vector.get(field.pos()));
      }
    }
    return record;
  }

  private static GenericRecord generic(Schema schema, byte[] value) throws IOException {
    var decoder = DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null);
    return new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
  }

  private static Schema withoutDocs() {
    return new Schema.Parser()
        .parse(VectorRecords.SCHEMA.toString().replaceAll(",\"doc\":\"[^\"]*\"", ""));
  }

  /** Has a field that our records lack and for which it has no default. */
  private static Schema unreadable() {
    return new Schema.Parser()
        .parse(
            VectorRecords.SCHEMA
                .toString()
                .replace(
                    "\"fields\":[", "\"fields\":[{\"name\":\"confidence\",\"type\":\"int\"},"));
  }

  private VectorRecordSerializer useLatest(boolean strict) {
    return serializer(
        Map.of(
            "auto.register.schemas", false,
            "use.latest.version", true,
            "latest.compatibility.strict", strict));
  }

  private VectorRecordSerializer serializer(Map<String, ?> more) {
    VectorRecordSerializer serializer = new VectorRecordSerializer();
    serializer.configure(config(more), false);
    return serializer;
  }

  private VectorRecordDeserializer deserializer() {
    VectorRecordDeserializer deserializer = new VectorRecordDeserializer();
    deserializer.configure(config(Map.of()), false);
    return deserializer;
  }

  private SchemaRegistryClient client() {
    return new SchemaRegistryClient(RegistryConfig.from(config(Map.of())));
  }

  private Map<String, Object> config(Map<String, ?> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("schema.registry.url", registry.url());
    config.put("max.retries", 0);
    return config;
  }
}
