/** Watches memory, and takes load off before there is none left. */
@NullMarked
package io.millrace.worker.guard;

import org.jspecify.annotations.NullMarked;
