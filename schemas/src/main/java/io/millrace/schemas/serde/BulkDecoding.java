package io.millrace.schemas.serde;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.VectorRecord;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;

/** A writer whose schema is ours with these attributes: the floats come in one piece. */
record BulkDecoding(int schemaId, List<Attribute> attributes) implements RecordDecoding {
  @Override
  public VectorRecord decode(byte[] value) {
    AvroInput in = new AvroInput(value, WireFormat.HEADER_BYTES);
    try {
      VectorRecord vector = readAttributed(in);
      in.end();
      return vector;
    } catch (MalformedRecordException e) {
      throw new SerializationException(
          "not a vector record of schema %d: %s".formatted(schemaId, e.getMessage()), e);
    }
  }

  private VectorRecord readAttributed(AvroInput in) throws MalformedRecordException {
    VectorRecord vector = read(in);
    return attributes.isEmpty()
        ? vector
        : new AttributedVectorRecord(vector, AttributeCoding.get(in, attributes));
  }

  private static VectorRecord read(AvroInput in) throws MalformedRecordException {
    VectorRecord vector = new VectorRecord();
    vector.setChunkId(in.getString());
    vector.setDocId(in.getString());
    vector.setOrdinal(in.getInt());
    vector.setText(in.getString());
    vector.setStartOffset(in.getInt());
    vector.setEndOffset(in.getInt());
    vector.setVector(in.getFloats());
    vector.setModel(in.getString());
    vector.setSpace(in.getString());
    vector.setTokens(in.getInt());
    vector.setUpdatedAt(in.getLong());
    vector.setEmbeddedAt(in.getLong());
    vector.setMetadata(in.getStrings());
    return vector;
  }
}
