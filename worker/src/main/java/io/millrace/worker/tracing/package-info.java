/** OpenTelemetry spans: of requests, of records, and of the batches in which their texts meet. */
@NullMarked
package io.millrace.worker.tracing;

import org.jspecify.annotations.NullMarked;
