/** What a worker tells of itself in numbers. {@link io.millrace.worker.metrics.Meters} has all. */
@NullMarked
package io.millrace.worker.metrics;

import org.jspecify.annotations.NullMarked;
