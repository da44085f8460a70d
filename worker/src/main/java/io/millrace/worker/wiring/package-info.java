/**
 * Puts the parts of a worker together, by hand.
 *
 * <p>{@code Door} is the {@code api.Admittance} of a worker: whether the process stops, what the
 * guard says, and the keys' quotas, which {@code api} and {@code http} do not know.
 */
@NullMarked
package io.millrace.worker.wiring;

import org.jspecify.annotations.NullMarked;
