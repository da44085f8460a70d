package io.millrace.worker.wiring;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A serializer with a clock around it.
 *
 * @param nanos what it takes is added here
 */
record TimedVectors(Serializer<VectorRecord> serializer, LongAdder nanos)
    implements Serializer<VectorRecord> {
  TimedVectors {
    requireNonNull(serializer, "serializer");
    requireNonNull(nanos, "nanos");
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
      nanos.add(System.nanoTime() - startNanos);
    }
  }

  @Override
  public byte @Nullable [] serialize(String topic, Headers headers, @Nullable VectorRecord vector) {
    long startNanos = System.nanoTime();
    try {
      return serializer.serialize(topic, headers, vector);
    } finally {
      nanos.add(System.nanoTime() - startNanos);
    }
  }

  @Override
  public void close() {
    serializer.close();
  }
}
