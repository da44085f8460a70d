package io.millrace.schemas.serde;

import io.millrace.schemas.VectorRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A schema of the registry that differs from ours. The bytes must be that schema's, so the record
 * is resolved into it and written again: right, and much slower than {@link BulkEncoding}.
 */
record ReencodedAs(int schemaId, Schema ours, Schema target) implements RecordEncoding {
  @Override
  public byte[] encode(VectorRecord vector) {
    try {
      return write(resolve(new BulkEncoding(schemaId).encode(vector)));
    } catch (IOException | AvroRuntimeException e) {
      throw new SerializationException(
          "the record does not fit schema %d of the registry".formatted(schemaId), e);
    }
  }

  private GenericRecord resolve(byte[] bytes) throws IOException {
    var decoder =
        DecoderFactory.get()
            .binaryDecoder(
                bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, null);
    return new GenericDatumReader<GenericRecord>(ours, target).read(null, decoder);
  }

  private byte[] write(GenericRecord record) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(WireFormat.HEADER_BYTES);
    WireFormat.putHeader(header, schemaId);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(header.array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(target).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
