/**
 * Whether a worker is worth keeping, and whether it is worth asking. A {@code Checked} part says
 * how it is, a {@code Check} is what it says.
 */
@NullMarked
package io.millrace.worker.health;

import org.jspecify.annotations.NullMarked;
