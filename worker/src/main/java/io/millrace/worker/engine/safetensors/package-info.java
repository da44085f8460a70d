/** Weights as Hugging Face stores them: where each tensor lies, read from the headers alone. */
@NullMarked
package io.millrace.worker.engine.safetensors;

import org.jspecify.annotations.NullMarked;
