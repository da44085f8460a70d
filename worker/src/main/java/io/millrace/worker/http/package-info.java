/**
 * The server: connections, limits, TLS and who may come in. Knows nothing of vectors.
 *
 * <p>{@code Entrance} is where an address leads, {@code Reception} sends a request away by its head
 * alone, {@code Credentials} are the key that it shows. Whether there is time and room for it is
 * asked behind them, by {@code api.Admittance}.
 */
@NullMarked
package io.millrace.worker.http;

import org.jspecify.annotations.NullMarked;
