package io.millrace.worker.api;

import java.util.List;

/** What a request wants embedded, in its order; at least one. */
sealed interface Inputs {
  /** Texts, none of them empty. */
  record Texts(List<String> texts) implements Inputs {
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  /** Token ids as the model shall see them, of each text at least one. */
  record TokenIds(List<int[]> ids) implements Inputs {
    public TokenIds {
      ids = List.copyOf(ids);
    }
  }
}
