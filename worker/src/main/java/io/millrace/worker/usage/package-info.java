/** What each key and each source has used, in a compacted topic. */
@NullMarked
package io.millrace.worker.usage;

import org.jspecify.annotations.NullMarked;
