package io.millrace.worker.engine.model;

import java.util.Locale;

/** How the states of a text's tokens become one vector. */
public enum Pooling {
  /** The mean over all tokens, special ones included. */
  MEAN,
  /** The state of the first token. */
  CLS,
  /** The state of the last token, which has seen all others. */
  LAST_TOKEN;

  /** The name in the vector space and in configuration files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
