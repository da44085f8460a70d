package io.millrace.topology.serde;

import io.millrace.topology.model.KeptVector;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.Fingerprint;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** In full precision: 8 bytes of fingerprint, 4 of token count, then 4 for each dimension. */
public final class KeptVectorSerde implements Serde<KeptVector> {
  private static final int HEADER_BYTES = Fingerprint.BYTES + Integer.BYTES;

  @Override
  public Serializer<KeptVector> serializer() {
    return (topic, kept) -> kept == null ? null : write(kept);
  }

  @Override
  public Deserializer<KeptVector> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(KeptVector kept) {
    float[] vector = kept.embedding().vector();
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + vector.length * Float.BYTES);
    bytes
        .put(HexFormat.of().parseHex(kept.fingerprint()))
        .putInt(kept.embedding().tokens())
        .asFloatBuffer()
        .put(vector);
    return bytes.array();
  }

  private static KeptVector read(byte[] value) {
    if (value.length % Float.BYTES != 0 || value.length < HEADER_BYTES + Float.BYTES) {
      throw new StoreFormatException("not a kept vector: %d bytes".formatted(value.length));
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    byte[] fingerprint = new byte[Fingerprint.BYTES];
    bytes.get(fingerprint);
    int tokens = bytes.getInt();
    float[] vector = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(vector);
    return new KeptVector(HexFormat.of().formatHex(fingerprint), new Embedded(vector, tokens));
  }
}
