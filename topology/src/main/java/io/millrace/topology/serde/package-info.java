/** Bytes of the state store and the partitioning of the vectors topic. */
@NullMarked
package io.millrace.topology.serde;

import org.jspecify.annotations.NullMarked;
