/** Kafka Streams' life in the worker: properties, topics, start, failure, end. */
@NullMarked
package io.millrace.worker.streams;

import org.jspecify.annotations.NullMarked;
