/** Who may ask for vectors, and for how many. Secrets are known by their hash alone. */
@NullMarked
package io.millrace.worker.keys;

import org.jspecify.annotations.NullMarked;
