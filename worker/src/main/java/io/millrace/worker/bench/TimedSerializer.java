package io.millrace.worker.bench;

import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.serde.VectorRecordSerializer;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The worker's own serializer with a clock around it. Kafka makes its instances, so the sum is the
 * class's.
 */
public final class TimedSerializer implements Serializer<VectorRecord> {
  private static final LongAdder ENCODE_NANOS = new LongAdder();

  private final VectorRecordSerializer serializer = new VectorRecordSerializer();

  static long encodeNanos() {
    return ENCODE_NANOS.sum();
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    serializer.configure(configs, isKey);
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable VectorRecord vector) {
    long startNanos = System.nanoTime();
    try {
      return serializer.serialize(topic, vector);
    } finally {
      ENCODE_NANOS.add(System.nanoTime() - startNanos);
    }
  }
}
