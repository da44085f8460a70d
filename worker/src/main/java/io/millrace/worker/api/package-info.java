/** OpenAI's contract for embeddings and models, over the port to the engine. */
@NullMarked
package io.millrace.worker.api;

import org.jspecify.annotations.NullMarked;
