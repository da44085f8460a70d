package io.millrace.schemas.serde;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A writer with another schema, older or newer: Avro resolves it against ours. Goes through a
 * generic record because Avro 1.12.2 makes no generated one unless a system property trusts its
 * class.
 */
record ResolvedFrom(int schemaId, Schema writer) implements RecordDecoding {
  @Override
  public VectorRecord decode(byte[] value) {
    try {
      return specific(resolve(value));
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      // On garbage Avro also indexes with what it read and calls too great a length unsupported.
      throw new SerializationException(
          "not a record of schema %d that reads as a vector record: %s".formatted(schemaId, e), e);
    }
  }

  private GenericRecord resolve(byte[] value) throws IOException {
    var decoder =
        DecoderFactory.get()
            .binaryDecoder(
                value, WireFormat.HEADER_BYTES, value.length - WireFormat.HEADER_BYTES, null);
    return new GenericDatumReader<GenericRecord>(writer, VectorRecord.getClassSchema())
        .read(null, decoder);
  }

  private static VectorRecord specific(GenericRecord generic) {
    VectorRecord vector = new VectorRecord();
    for (Schema.Field field : vector.getSchema().getFields()) {
      vector.put(field.pos(), generic.get(field.pos()));
    }
    vector.setVector(FloatVector.copyOf(vector.getVector()));
    return vector;
  }
}
