/**
 * The one engine of a process: texts in, unit vectors out, in batches closed by a token budget.
 *
 * <p>{@code Admission} is its only doorway, for the stream's texts as for HTTP's, and knows no
 * keys: it asks for room in a lane, and for a query's deadline, which {@code Late} refuses.
 */
@NullMarked
package io.millrace.worker.engine;

import org.jspecify.annotations.NullMarked;
