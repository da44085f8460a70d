/** Which texts run together, and when: lanes, the token budget, and why a batch closed. */
@NullMarked
package io.millrace.worker.engine.batch;

import org.jspecify.annotations.NullMarked;
