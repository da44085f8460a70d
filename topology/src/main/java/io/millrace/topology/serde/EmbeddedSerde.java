package io.millrace.topology.serde;

import io.millrace.topology.port.EmbeddingResult.Embedded;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A vector in full precision: 4 bytes of token count, then 4 for each dimension. */
public final class EmbeddedSerde implements Serde<Embedded> {
  @Override
  public Serializer<Embedded> serializer() {
    return (topic, embedded) -> embedded == null ? null : write(embedded);
  }

  @Override
  public Deserializer<Embedded> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(Embedded embedded) {
    float[] vector = embedded.vector();
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + vector.length * Float.BYTES);
    bytes.putInt(embedded.tokens()).asFloatBuffer().put(vector);
    return bytes.array();
  }

  private static Embedded read(byte[] value) {
    if (value.length % Float.BYTES != 0 || value.length < Integer.BYTES + Float.BYTES) {
      throw new SerializationException("not a vector: %d bytes".formatted(value.length));
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    int tokens = bytes.getInt();
    float[] vector = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(vector);
    return new Embedded(vector, tokens);
  }
}
