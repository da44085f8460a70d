/**
 * Vector records as Kafka values in Confluent's wire format: a zero byte, four bytes of schema id,
 * Avro. Configured with the keys of Confluent's own serializers; {@link
 * io.millrace.schemas.serde.VectorRecordDeserializer} reads any schema that goes with the record's.
 */
@NullMarked
package io.millrace.schemas.serde;

import org.jspecify.annotations.NullMarked;
