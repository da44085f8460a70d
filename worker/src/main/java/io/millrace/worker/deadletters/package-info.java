/** Dead letters as a workflow: which there are, what they hold, and back into the stream. */
@NullMarked
package io.millrace.worker.deadletters;

import org.jspecify.annotations.NullMarked;
