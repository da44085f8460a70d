package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.onnx.OnnxGraph;

/**
 * How the tokens of several texts attend, each to those before it in its own text, while everything
 * else in the network works on tokens that lie end to end.
 */
interface AttentionLayout extends NetworkLayout {
  /**
   * Adds the attention of a layer, with the norms of queries and keys and the rotary embedding.
   *
   * @param layer makes names unique
   * @return {@code [tokens, querySize]}
   */
  String attend(OnnxGraph graph, String layer, Projections projections);

  @Override
  default String write(OnnxGraph graph, Network network) {
    return network.write(graph, this, "");
  }

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
}
