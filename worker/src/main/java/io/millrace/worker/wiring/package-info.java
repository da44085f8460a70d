/** Puts the parts of a worker together, by hand. */
@NullMarked
package io.millrace.worker.wiring;

import org.jspecify.annotations.NullMarked;
