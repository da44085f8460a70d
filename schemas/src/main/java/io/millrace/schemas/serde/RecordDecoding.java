package io.millrace.schemas.serde;

import io.millrace.schemas.VectorRecord;

/** How framed bytes of one writer's schema become records. Thread safe. */
@FunctionalInterface
interface RecordDecoding {
  /**
   * @throws org.apache.kafka.common.errors.SerializationException if the bytes are not a record of
   *     the writer's schema
   */
  VectorRecord decode(byte[] value);
}
