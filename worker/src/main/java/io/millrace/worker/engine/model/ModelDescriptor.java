package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

/**
 * What has to be known of a model besides its weights.
 *
 * @param name for people
 * @param hiddenSize dimensions of a vector before any cut
 * @param vocabularySize token ids are below it
 * @param windowTokens longest text in tokens, special tokens included
 * @param padToken id that fills up a row; the attention mask hides it
 */
public record ModelDescriptor(
    String name,
    Pooling pooling,
    int hiddenSize,
    int vocabularySize,
    int windowTokens,
    int padToken,
    Prompts prompts) {
  public ModelDescriptor {
    requireNonNull(name, "name");
    requireNonNull(pooling, "pooling");
    requireNonNull(prompts, "prompts");
  }
}
