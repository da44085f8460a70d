/** What is done again and again beside the work. */
@NullMarked
package io.millrace.worker.repeat;

import org.jspecify.annotations.NullMarked;
