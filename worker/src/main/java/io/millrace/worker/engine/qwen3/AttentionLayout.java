package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.TokenTensors;

/**
 * How the tokens of several texts attend, each to those before it in its own text, while everything
 * else in the network works on tokens that lie end to end.
 */
interface AttentionLayout {
  /** Input: token ids, {@code [tokens]}. */
  String IDS = "input_ids";

  /** Input: where each text's last token lies, {@code [batch]}. */
  String LAST = "last_tokens";

  /** Adds the inputs and constants that all layers share. */
  void declare(OnnxGraph graph, RotaryTables rotary);

  /**
   * Adds the attention of a layer, with the norms of queries and keys and the rotary embedding.
   *
   * @param layer makes names unique
   * @return {@code [tokens, querySize]}
   */
  String attend(OnnxGraph graph, String layer, Projections projections);

  /**
   * What goes into the attention of a layer.
   *
   * @param query {@code [tokens, querySize]}
   * @param key {@code [tokens, keyValueSize]}
   * @param value {@code [tokens, keyValueSize]}
   * @param queryNorm weight of the norm of each head, {@code [headSize]}
   * @param keyNorm weight of the norm of each head, {@code [headSize]}
   */
  record Projections(String query, String key, String value, String queryNorm, String keyNorm) {}

  /** Room for batches laid out like this. */
  TokenTensors newTensors();

  /** Which tokens cost. */
  TokenCounting counting();
}
