package io.millrace.topology.port;

import static java.util.Objects.requireNonNull;

/** What became of a text. */
public sealed interface EmbeddingResult {
  /**
   * A vector of unit length.
   *
   * @param vector as many floats as the space has dimensions; several receivers may share it, none
   *     changes it
   * @param tokens tokens the model saw, special tokens included
   */
  record Embedded(float[] vector, int tokens) implements EmbeddingResult {
    public Embedded {
      requireNonNull(vector, "vector");
    }
  }

  /** The model cannot embed this text, now or later; or, if it is LATE, not in time. */
  record Refused(Reason reason, String detail) implements EmbeddingResult {
    public Refused {
      requireNonNull(reason, "reason");
      requireNonNull(detail, "detail");
    }
  }

  /** Why a text was refused. */
  enum Reason {
    /** No token but special ones. */
    EMPTY,
    /** More tokens than the model's window. */
    TOO_LONG,
    /** A token id that the model's vocabulary does not have. */
    UNKNOWN_TOKEN,
    /** An instruction for a model that takes none. */
    NO_INSTRUCTIONS,
    /** The tokenizer failed on it. */
    NOT_TOKENIZABLE,
    /** The model gave NaN, infinity or a zero vector, also when the text ran alone. */
    NO_VECTOR,
    /** The device has not enough memory for the text, also when it ran alone. */
    OUT_OF_MEMORY,
    /** It cannot be embedded before its deadline. */
    LATE
  }
}
