/** Submits what was polled before it is processed, so that the engine's batches are full. */
@NullMarked
package io.millrace.topology.lookahead;

import org.jspecify.annotations.NullMarked;
