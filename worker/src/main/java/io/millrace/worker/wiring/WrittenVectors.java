package io.millrace.worker.wiring;

import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.json.VectorJsonDeserializer;
import io.millrace.schemas.json.VectorJsonSerializer;
import io.millrace.schemas.serde.VectorRecordDeserializer;
import io.millrace.worker.config.PipelineConfig;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;

/** Vectors as a worker writes them, for those who read them again. */
public final class WrittenVectors {
  private WrittenVectors() {}

  /**
   * What reads the values of a vectors topic.
   *
   * @param vectors how they are written
   * @param registry properties of the schema registry; asked for Avro only
   */
  public static Deserializer<VectorRecord> reader(
      PipelineConfig.Vectors vectors, Map<String, String> registry) {
    return switch (vectors.format()) {
      case AVRO -> configured(new VectorRecordDeserializer(), registry);
      case JSON -> json("none");
      case QDRANT -> json("qdrant");
    };
  }

  private static Deserializer<VectorRecord> json(String envelope) {
    return configured(
        new VectorJsonDeserializer(), Map.of(VectorJsonSerializer.ENVELOPE_CONFIG, envelope));
  }

  private static Deserializer<VectorRecord> configured(
      Deserializer<VectorRecord> values, Map<String, String> properties) {
    values.configure(properties, false);
    return values;
  }
}
