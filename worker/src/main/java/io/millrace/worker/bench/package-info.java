/** Benchmarks that a command runs: their figures stand in BENCHMARKS.md. */
@NullMarked
package io.millrace.worker.bench;

import org.jspecify.annotations.NullMarked;
