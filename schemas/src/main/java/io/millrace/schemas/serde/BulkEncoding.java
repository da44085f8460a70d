package io.millrace.schemas.serde;

import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.VectorRecord;

/**
 * Our own schema, that of the record's attributes: byte for byte what Avro's {@code BinaryEncoder}
 * writes, at a tenth of the time.
 */
record BulkEncoding(int schemaId) implements RecordEncoding {
  @Override
  public byte[] encode(VectorRecord vector) {
    AvroOutput out = new AvroOutput(schemaId, expectedBytes(vector));
    putOwnFields(out, vector);
    if (vector instanceof AttributedVectorRecord attributed) {
      AttributeCoding.put(out, attributed.attributes());
    }
    return out.toByteArray();
  }

  private static void putOwnFields(AvroOutput out, VectorRecord vector) {
    out.putString("chunk_id", vector.getChunkId())
        .putString("doc_id", vector.getDocId())
        .putLong(vector.getOrdinal())
        .putString("text", vector.getText())
        .putLong(vector.getStartOffset())
        .putLong(vector.getEndOffset())
        .putFloats("vector", vector.getVector())
        .putString("model", vector.getModel())
        .putString("space", vector.getSpace())
        .putLong(vector.getTokens())
        .putLong(vector.getUpdatedAt())
        .putLong(vector.getEmbeddedAt())
        .putStrings("metadata", vector.getMetadata());
  }

  /** Enough for an ASCII text with little metadata; the output grows if it has to. */
  private static int expectedBytes(VectorRecord vector) {
    int otherFieldsBytes = 512;
    int textBytes = vector.getText() == null ? 0 : vector.getText().length();
    int dimensions = vector.getVector() == null ? 0 : vector.getVector().size();
    return otherFieldsBytes + textBytes + dimensions * Float.BYTES;
  }
}
