/** From token ids to unit vectors: one ONNX Runtime session with the pooling in its graph. */
@NullMarked
package io.millrace.worker.engine.onnx;

import org.jspecify.annotations.NullMarked;
