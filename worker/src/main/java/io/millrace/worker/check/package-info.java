/** Compares the two ends of the stream: every live document has exactly its chunks. */
@NullMarked
package io.millrace.worker.check;

import org.jspecify.annotations.NullMarked;
