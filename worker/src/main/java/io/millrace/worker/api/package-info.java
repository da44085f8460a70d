/**
 * OpenAI's contract for embeddings and models, over the port to the engine.
 *
 * <p>{@code Admittance} says whether a request whose key is known may go on now, and takes its
 * tokens from the key's quota; {@code wiring.Door} decides it. A {@code Deadline} is until when the
 * client waits, and {@code InTime} what a thread does until then.
 */
@NullMarked
package io.millrace.worker.api;

import org.jspecify.annotations.NullMarked;
