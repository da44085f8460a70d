/**
 * What Millrace writes to the vectors topic: {@link io.millrace.schemas.VectorRecord}, generated
 * from its Avro schema, with {@link io.millrace.schemas.FloatVector} as its vector and, where
 * sources have attributes, {@link io.millrace.schemas.AttributedVectorRecord}. The module stands
 * alone and runs on Java 17, so that consumers of the topic need nothing else of Millrace.
 */
@NullMarked
package io.millrace.schemas;

import org.jspecify.annotations.NullMarked;
