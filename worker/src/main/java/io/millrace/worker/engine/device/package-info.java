/** Where a model runs: the CPU or a GPU, what its memory holds, and the native code for it. */
@NullMarked
package io.millrace.worker.engine.device;

import org.jspecify.annotations.NullMarked;
