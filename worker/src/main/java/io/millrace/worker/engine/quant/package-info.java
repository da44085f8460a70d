/** Weights in another precision than the checkpoint's: computed once, block by block, and kept. */
@NullMarked
package io.millrace.worker.engine.quant;

import org.jspecify.annotations.NullMarked;
