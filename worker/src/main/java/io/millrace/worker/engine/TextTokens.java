package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingResult.Refused;

/** What the tokenizer made of a text. */
sealed interface TextTokens {
  /** Token ids that fit the window. */
  record Ids(int[] ids) implements TextTokens {}

  /** The model cannot take the text. */
  record Refusal(Refused refused) implements TextTokens {}
}
