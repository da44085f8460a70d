/** The one engine of a process: texts in, unit vectors out, in batches closed by a token budget. */
@NullMarked
package io.millrace.worker.engine;

import org.jspecify.annotations.NullMarked;
