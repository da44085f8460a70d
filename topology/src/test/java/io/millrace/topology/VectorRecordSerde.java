package io.millrace.topology;

import io.millrace.schemas.VectorRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Plain Avro without a registry's frame. */
final class VectorRecordSerde implements Serde<VectorRecord> {
  @Override
  public Serializer<VectorRecord> serializer() {
    return (topic, vector) -> vector == null ? null : write(vector);
  }

  @Override
  public Deserializer<VectorRecord> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(VectorRecord vector) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<>(VectorRecord.class).write(vector, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static VectorRecord read(byte[] bytes) {
    try {
      return new SpecificDatumReader<VectorRecord>(
              VectorRecord.getClassSchema(), VectorRecord.getClassSchema(), new KnownClass())
          .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Avro loads no class by name unless a system property trusts it; this one is loaded already. */
  private static final class KnownClass extends SpecificData {
    @Override
    @SuppressWarnings("rawtypes")
    public Class getClass(Schema schema) {
      return schema.equals(VectorRecord.getClassSchema())
          ? VectorRecord.class
          : super.getClass(schema);
    }
  }
}
