package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/**
 * Room for one batch in native memory, laid out as a graph wants it; ONNX Runtime reads it in
 * place. Grows to the largest batch and stays. Owned by one thread at a time.
 */
public interface TokenTensors {
  /**
   * Lays texts out; what was there is lost.
   *
   * @param texts token ids, at least one text and none of them empty
   */
  void layOut(List<int[]> texts);

  /** Texts that are laid out. */
  int rows();

  /** Tokens that the device has to work on, padding included. */
  long paddedTokens();

  /** Token ids in the order of the graph, padding included. */
  LongBuffer ids();

  /**
   * The graph's inputs by name, over this memory; the caller closes them before the next {@link
   * #layOut}.
   */
  Map<String, OnnxTensor> inputs() throws OrtException;
}
