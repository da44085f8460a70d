/** Whether a worker is worth keeping, and whether it is worth asking. */
@NullMarked
package io.millrace.worker.health;

import org.jspecify.annotations.NullMarked;
