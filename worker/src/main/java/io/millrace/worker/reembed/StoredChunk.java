package io.millrace.worker.reembed;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.ContentHash;

/**
 * A chunk as a vectors topic holds it, without its text.
 *
 * @param text hash of it
 * @param space fingerprint of the vector's space
 */
@SuppressWarnings("ArrayRecordComponent") // hundreds of thousands are held; nobody writes to it
record StoredChunk(int ordinal, ContentHash text, String space, float[] vector) {
  /** What it takes beside its vector, its places in maps included. */
  private static final int BESIDES_VECTOR_BYTES = 400;

  static StoredChunk of(VectorRecord vector) {
    return new StoredChunk(
        vector.getOrdinal(),
        ContentHash.of(vector.getText()),
        vector.getSpace().intern(),
        FloatVector.copyOf(vector.getVector()).toFloatArray());
  }

  boolean isComparableTo(StoredChunk other) {
    return space.equals(other.space) && vector.length == other.vector.length;
  }

  /** The cosine: both have unit length. For comparable chunks only. */
  double similarity(StoredChunk other) {
    double sum = 0;
    for (int i = 0; i < vector.length; i++) {
      sum += (double) vector[i] * other.vector[i];
    }
    return sum;
  }

  /** Of heap, about. */
  long bytes() {
    return BESIDES_VECTOR_BYTES + (long) Float.BYTES * vector.length;
  }
}
