/** Tests of whole workers: what is wired by hand. */
@NullMarked
package io.millrace.worker.wiring;

import org.jspecify.annotations.NullMarked;
