package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Map;
import java.util.Objects;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
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
    int id = client().register("find-value", VectorSchema.CLEAN.toString());

    assertThat(client().idOf("find-value", VectorSchema.CLEAN.toString())).isEqualTo(id);
    assertThat(client().latest("find-value").id()).isEqualTo(id);
    assertThat(AvroSchemas.parse(client().schema(id))).isEqualTo(VectorSchema.CLEAN);
  }

  @Test
  void latestSchemaWithOneMoreFieldIsWrittenAsItself() {
    String latest = VectorRecords.withOneMoreField(VectorSchema.CLEAN).toString();
    int id = client().register("latest-value", latest);

    byte[] value =
        written("latest", Map.of("auto.register.schemas", false, "use.latest.version", true));

    assertThat(WireFormat.schemaId(value)).isEqualTo(id);
    assertThat(deserializer().deserialize("latest", value)).isEqualTo(vector);
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
    assertThatThrownBy(() -> client().idOf("no-such-subject", VectorSchema.CLEAN.toString()))
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
    try (VectorRecordSerializer serializer = new VectorRecordSerializer()) {
      serializer.configure(config(more), false);
      return Objects.requireNonNull(serializer.serialize(topic, vector));
    }
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
