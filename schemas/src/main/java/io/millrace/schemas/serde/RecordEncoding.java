package io.millrace.schemas.serde;

import io.millrace.schemas.VectorRecord;

/** How records become framed bytes under one schema of the registry. Thread safe. */
@FunctionalInterface
interface RecordEncoding {
  /**
   * @throws org.apache.kafka.common.errors.SerializationException if the record lacks a field or
   *     does not fit the schema
   */
  byte[] encode(VectorRecord vector);
}
