/** Who may ask for vectors, and for how many. */
@NullMarked
package io.millrace.worker.keys;

import org.jspecify.annotations.NullMarked;
