package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.token.Tokenizer;
import java.util.EnumMap;
import java.util.Map;

/** Puts the prompt in front of a text and judges its length. Never truncates. Thread safe. */
final class TextTokenizer {
  /** No tokenizer makes fewer tokens of ordinary text; longer texts are not even tokenized. */
  private static final int MOST_CHARS_PER_TOKEN = 250;

  private final Tokenizer tokenizer;
  private final ModelDescriptor model;
  private final int specialTokens;
  private final Map<Role, Integer> promptTokens = new EnumMap<>(Role.class);

  TextTokenizer(Tokenizer tokenizer, ModelDescriptor model) {
    this.tokenizer = tokenizer;
    this.model = model;
    this.specialTokens = tokenizer.tokenize("").length;
    for (Role role : Role.values()) {
      promptTokens.put(role, ids("", role).length);
    }
  }

  /** What the model would see, or why it cannot. */
  TextTokens tokenize(String text, Role role) {
    if (text.length() / MOST_CHARS_PER_TOKEN > model.windowTokens()) {
      return tooLong("%d characters".formatted(text.length()));
    }
    int[] ids = ids(text, role);
    if (ids.length > model.windowTokens()) {
      return tooLong("%d tokens".formatted(ids.length));
    }
    return isEmpty(text, role, ids.length)
        ? refusal(Reason.EMPTY, "no token but special ones")
        : new TextTokens.Ids(ids);
  }

  /** Tokens of a document, prompt and special tokens included. */
  int countTokens(String text) {
    return ids(text, Role.DOCUMENT).length;
  }

  private int[] ids(String text, Role role) {
    return tokenizer.tokenize(model.prompts().of(role) + text);
  }

  /** Only a text that adds nothing to its prompt has to be tokenized again without it. */
  private boolean isEmpty(String text, Role role, int tokens) {
    boolean mayBeEmpty = text.isBlank() || tokens <= promptTokens.getOrDefault(role, 0);
    return mayBeEmpty && tokenizer.tokenize(text).length <= specialTokens;
  }

  private TextTokens tooLong(String length) {
    return refusal(
        Reason.TOO_LONG, "%s, the window is %d tokens".formatted(length, model.windowTokens()));
  }

  private static TextTokens refusal(Reason reason, String detail) {
    return new TextTokens.Refusal(new Refused(reason, detail));
  }
}
