/** The doors out of the topology: the engine and the schema registry. Free of Kafka. */
@NullMarked
package io.millrace.topology.port;

import org.jspecify.annotations.NullMarked;
