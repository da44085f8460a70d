package io.millrace.worker.api;

import io.millrace.topology.port.EmbeddingRequest.Input;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.worker.engine.token.TokenizerException;
import io.millrace.worker.keys.ApiKey;

/**
 * How many tokens a request has, before any of them is on the device. Texts are tokenized once more
 * for it: only for keys with a limit, and for requests that may be too large.
 */
final class TokenBill {
  /** Prompt and special tokens of a text are hardly more. */
  private static final int PROMPT_TOKENS = 64;

  private final int mostTokens;
  private final TokenizingThreads threads;

  /**
   * @param mostTokens of a request
   */
  TokenBill(int mostTokens, TokenizingThreads threads) {
    this.mostTokens = mostTokens;
    this.threads = threads;
  }

  /** What the key is charged; 0 for one without a limit. */
  long count(Prepared request, ApiKey key, Deadline deadline)
      throws RefusedException, InterruptedException {
    boolean isLimited = key.tokensPerMinute().isPresent();
    if (!isLimited && upperBound(request) <= mostTokens) {
      return 0;
    }
    long tokens = 0;
    for (Input input : request.inputs()) {
      tokens += tokens(request.model(), input, deadline);
      requireAtMost(tokens);
    }
    return isLimited ? tokens : 0;
  }

  /** Each token has at least one byte of a text, and no text more than the window. */
  private static long upperBound(Prepared request) {
    long window = request.model().embedder().windowTokens();
    long bound = 0;
    for (Input input : request.inputs()) {
      bound +=
          switch (input) {
            case Text text -> Math.min(window, bytes(text));
            case Tokens(int[] ids) -> ids.length;
          };
    }
    return bound;
  }

  private static long bytes(Text text) {
    return 3L * (text.text().length() + text.instruction().map(String::length).orElse(0))
        + PROMPT_TOKENS;
  }

  private int tokens(ServedModel model, Input input, Deadline deadline)
      throws RefusedException, InterruptedException {
    return switch (input) {
      case Text text ->
          Math.min(
              model.embedder().windowTokens(), threads.call(deadline, () -> count(model, text)));
      case Tokens(int[] ids) -> ids.length;
    };
  }

  private static int count(ServedModel model, Text text) {
    try {
      return model.texts().countTokens(text);
    } catch (TokenizerException e) {
      // The engine will refuse the text, and say why.
      return 0;
    }
  }

  private void requireAtMost(long tokens) throws RefusedException {
    if (tokens > mostTokens) {
      throw RefusedException.invalid(
          "input",
          "too_many_tokens",
          "the inputs have more than %d tokens together; send them in several requests"
              .formatted(mostTokens));
    }
  }
}
