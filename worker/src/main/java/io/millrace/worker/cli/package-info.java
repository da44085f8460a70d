/** The commands. */
@NullMarked
package io.millrace.worker.cli;

import org.jspecify.annotations.NullMarked;
