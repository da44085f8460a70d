package io.millrace.worker.engine.token;

import org.jspecify.annotations.Nullable;

/** The tokenizer cannot read its definition, or fails on a text. */
public final class TokenizerException extends RuntimeException {
  TokenizerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
