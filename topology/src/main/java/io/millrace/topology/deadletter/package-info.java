/** Sends rejected records to the dead-letter topic. */
@NullMarked
package io.millrace.topology.deadletter;

import org.jspecify.annotations.NullMarked;
