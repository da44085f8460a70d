/** Qwen3 embedding models from their published checkpoints: the graph is written at start-up. */
@NullMarked
package io.millrace.worker.engine.qwen3;

import org.jspecify.annotations.NullMarked;
