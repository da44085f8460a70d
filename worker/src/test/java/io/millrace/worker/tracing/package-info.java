/** Spans as an exporter gets them. */
@NullMarked
package io.millrace.worker.tracing;

import org.jspecify.annotations.NullMarked;
