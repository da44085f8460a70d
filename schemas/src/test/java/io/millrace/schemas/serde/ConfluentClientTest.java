package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.registry.InProcessRegistry;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Confluent's own client on our registry, and on what we write. */
class ConfluentClientTest {
  private final VectorRecord vector = VectorRecords.sample();

  @Test
  void confluentsClientReadsWhatWeWrite() throws Exception {
    try (InProcessRegistry registry = InProcessRegistry.start();
        VectorRecordSerializer serializer = new VectorRecordSerializer()) {
      serializer.configure(Map.of("schema.registry.url", registry.url()), false);
      byte[] value = Objects.requireNonNull(serializer.serialize("vectors", vector));

      GenericRecord read = new ConfluentReader(registry.url()).read(value);

      assertThat(read.get("vector")).isEqualTo(vector.getVector());
      assertThat(read.get("text")).hasToString(vector.getText());
      assertThat(read.get("embedded_at")).isEqualTo(vector.getEmbeddedAt());
    }
  }

  @Test
  void confluentsClientReadsAttributes() throws Exception {
    AttributedVectorRecord attributed = VectorRecords.attributedSample();
    try (InProcessRegistry registry = InProcessRegistry.start();
        VectorRecordSerializer serializer = new VectorRecordSerializer()) {
      serializer.configure(Map.of("schema.registry.url", registry.url()), false);
      byte[] value = Objects.requireNonNull(serializer.serialize("vectors", attributed));

      GenericRecord read = new ConfluentReader(registry.url()).read(value);

      assertThat(read.get("vector")).isEqualTo(attributed.getVector());
      assertThat(read.get("string")).hasToString((String) attributed.get("string"));
      assertThat(read.get("longs")).isEqualTo(attributed.get("longs"));
    }
  }

  @Test
  void confluentsClientRegistersARecordsSchemaUnderTheSameId() throws Exception {
    AttributedVectorRecord attributed = VectorRecords.attributedSample();
    try (InProcessRegistry registry = InProcessRegistry.start();
        VectorRecordSerializer serializer = new VectorRecordSerializer()) {
      int id =
          new ConfluentReader(registry.url())
              .register("vectors-value", attributed.getSchema().toString());
      serializer.configure(Map.of("schema.registry.url", registry.url()), false);

      byte[] value = Objects.requireNonNull(serializer.serialize("vectors", attributed));

      assertThat(WireFormat.schemaId(value)).isEqualTo(id);
    }
  }

  @Test
  void confluentsClientRegistersTheSchemaUnderTheSameId() throws Exception {
    try (InProcessRegistry registry = InProcessRegistry.start();
        VectorRecordSerializer serializer = new VectorRecordSerializer()) {
      int id =
          new ConfluentReader(registry.url())
              .register("vectors-value", VectorRecords.SCHEMA.toString());
      serializer.configure(
          Map.of("schema.registry.url", registry.url(), "auto.register.schemas", false), false);

      byte[] value = Objects.requireNonNull(serializer.serialize("vectors", vector));

      assertThat(WireFormat.schemaId(value)).isEqualTo(id);
    }
  }
}
