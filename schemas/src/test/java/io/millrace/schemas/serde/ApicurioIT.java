package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.Attributes;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.registry.ApicurioProcess;
import io.millrace.schemas.registry.Compatibility;
import io.millrace.schemas.registry.IncompatibleSchemaException;
import io.millrace.schemas.registry.RegistryConfig;
import io.millrace.schemas.registry.RegistryRefusedException;
import io.millrace.schemas.registry.SchemaNotFoundException;
import io.millrace.schemas.registry.SchemaRegistryClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The serde and the client on a registry that others have written. Each test has its own topic. */
class ApicurioIT {
  private static ApicurioProcess apicurio;

  private final VectorRecord vector = VectorRecords.sample();

  @BeforeAll
  static void start() throws Exception {
    apicurio = ApicurioProcess.start(Path.of(System.getProperty("apicurio.home")));
  }

  @AfterAll
  static void stop() {
    apicurio.close();
  }

  @Test
  void recordComesBackAsItWas() {
    byte[] value = written("round-trip", Map.of());

    assertThat(deserializer().deserialize("round-trip", value)).isEqualTo(vector);
  }

  @Test
  void confluentsClientReadsWhatWeWrite() throws Exception {
    GenericRecord read = new ConfluentReader(apicurio.url()).read(written("oracle", Map.of()));

    assertThat(read.get("vector")).isEqualTo(vector.getVector());
    assertThat(read.get("chunk_id")).hasToString(vector.getChunkId());
  }

  @Test
  void registeredSchemaIsFoundByIdSubjectAndText() {
    int id = client().register("find-value", VectorRecords.SCHEMA.toString());

    assertThat(client().idOf("find-value", VectorRecords.SCHEMA.toString())).isEqualTo(id);
    assertThat(client().latest("find-value").id()).isEqualTo(id);
    assertThat(AvroSchemas.parse(client().schema(id))).isEqualTo(VectorRecords.SCHEMA);
  }

  @Test
  void latestSchemaWithOneMoreFieldIsWrittenAsItself() {
    String latest = VectorRecords.withOneMoreField(VectorRecords.SCHEMA).toString();
    int id = client().register("latest-value", latest);

    byte[] value =
        written("latest", Map.of("auto.register.schemas", false, "use.latest.version", true));

    assertThat(WireFormat.schemaId(value)).isEqualTo(id);
    assertThat(deserializer().deserialize("latest", value))
        .isEqualTo(attributed(Map.of("language", "und")));
  }

  @Test
  void attributesComeAndGoUnderBackwardCompatibility() {
    written("evolving", Map.of());
    client().setCompatibility("evolving-value", Compatibility.BACKWARD);

    for (VectorRecord next :
        List.of(
            attributed(Map.of("language", "de")),
            attributed(Map.of("language", "de", "year", 2026L)),
            attributed(Map.of("year", 2026L)))) {
      byte[] value = written("evolving", next, Map.of());

      assertThat(client().latest("evolving-value").id()).isEqualTo(WireFormat.schemaId(value));
      assertThat(deserializer().deserialize("evolving", value)).isEqualTo(next);
    }
  }

  @Test
  void attributeOfAnotherTypeIsRefusedByName() {
    written("retyped", attributed(Map.of("language", "de")), Map.of());
    client().setCompatibility("retyped-value", Compatibility.BACKWARD);

    assertThatThrownBy(() -> written("retyped", attributed(Map.of("language", 1L)), Map.of()))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("retyped-value")
        .hasMessageContaining("language");
  }

  @Test
  void incompatibleSchemaIsRefusedAsSuch() {
    String integers = "{\"type\":\"array\",\"items\":\"int\"}";
    String strings = "{\"type\":\"array\",\"items\":\"string\"}";
    client().register("conflict-value", integers);
    client().setCompatibility("conflict-value", Compatibility.BACKWARD);

    assertThat(client().compatibility("conflict-value")).contains(Compatibility.BACKWARD);
    assertThat(client().incompatibilities("conflict-value", strings)).isNotEmpty();
    assertThat(client().incompatibilities("conflict-value", integers)).isEmpty();
    assertThatThrownBy(() -> client().register("conflict-value", strings))
        .isInstanceOf(IncompatibleSchemaException.class);
  }

  @Test
  void globalCompatibilityIsNoneUnlikeConfluents() {
    assertThat(client().compatibility()).isEqualTo(Compatibility.NONE);
    assertThat(client().compatibility("no-such-subject")).isEmpty();
  }

  @Test
  void unknownSubjectIsNotFound() {
    assertThatThrownBy(() -> client().latest("no-such-subject"))
        .isInstanceOf(SchemaNotFoundException.class);
    assertThatThrownBy(() -> client().idOf("no-such-subject", VectorRecords.SCHEMA.toString()))
        .isInstanceOf(SchemaNotFoundException.class);
  }

  @Test
  void unknownSchemaIdIsBadData() {
    byte[] value = VectorRecords.framed(999_999, new byte[10]);

    assertThatThrownBy(() -> deserializer().deserialize("unknown", value))
        .isInstanceOf(SerializationException.class)
        .hasCauseInstanceOf(SchemaNotFoundException.class);
  }

  @Test
  void invalidSchemaIsRefused() {
    assertThatThrownBy(() -> client().register("invalid-value", "{\"type\":\"nonsense\"}"))
        .isInstanceOf(RegistryRefusedException.class);
  }

  @Test
  void probeFindsIt() {
    client().probe();
  }

  private byte[] written(String topic, Map<String, ?> more) {
    return written(topic, vector, more);
  }

  private static byte[] written(String topic, VectorRecord vector, Map<String, ?> more) {
    try (VectorRecordSerializer serializer = new VectorRecordSerializer()) {
      serializer.configure(config(more), false);
      return Objects.requireNonNull(serializer.serialize(topic, vector));
    }
  }

  /** By name; numbers are longs. */
  private VectorRecord attributed(Map<String, Object> attributes) {
    List<String> names = attributes.keySet().stream().sorted().toList();
    return new AttributedVectorRecord(
        vector,
        new Attributes(
            names.stream().map(name -> attribute(name, attributes.get(name))).toList(),
            names.stream().map(attributes::get).toList()));
  }

  private static Attribute attribute(String name, @Nullable Object value) {
    return new Attribute(name, value instanceof Long ? AttributeType.LONG : AttributeType.STRING);
  }

  private static VectorRecordDeserializer deserializer() {
    VectorRecordDeserializer deserializer = new VectorRecordDeserializer();
    deserializer.configure(config(Map.of()), false);
    return deserializer;
  }

  private static SchemaRegistryClient client() {
    return new SchemaRegistryClient(RegistryConfig.from(config(Map.of())));
  }

  private static Map<String, Object> config(Map<String, ?> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("schema.registry.url", apicurio.url());
    return config;
  }
}
