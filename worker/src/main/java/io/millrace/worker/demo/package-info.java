/**
 * The whole way on one machine: broker, registry, worker, a sample, and searches over the result.
 */
@NullMarked
package io.millrace.worker.demo;

import org.jspecify.annotations.NullMarked;
