package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingRequest.Input;
import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.token.Tokenizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Puts the prompt in front of a text and judges its length. Never truncates. Thread safe. */
final class TextTokenizer {
  /** No tokenizer makes fewer tokens of ordinary text; longer texts are not even tokenized. */
  private static final int MOST_CHARS_PER_TOKEN = 250;

  private final Tokenizer tokenizer;
  private final ModelDescriptor model;
  private final int specialTokens;
  private final SpecialTokens special;
  private final Map<String, Integer> promptTokens = new HashMap<>();

  TextTokenizer(Tokenizer tokenizer, ModelDescriptor model) {
    this.tokenizer = tokenizer;
    this.model = model;
    this.specialTokens = tokenizer.tokenize("").length;
    this.special = SpecialTokens.of(tokenizer);
    for (Role role : Role.values()) {
      String prompt = model.prompts().of(role);
      promptTokens.put(prompt, ids(prompt, "").length);
    }
  }

  /** What the model would see, or why it cannot. */
  TextTokens tokenize(Input input) {
    return switch (input) {
      case Text text -> tokenize(text);
      case Tokens(int[] ids) -> judge(ids);
    };
  }

  /** Tokens of a document, prompt and special tokens included. */
  int countTokens(String text) {
    return ids(model.prompts().of(Role.DOCUMENT), text).length;
  }

  /** The same with another prompt. */
  int countTokens(String prompt, String text) {
    return ids(prompt, text).length;
  }

  /**
   * Tokens of a text with its prompt; of one that is not even tokenized, some number above the
   * window.
   *
   * @throws IllegalArgumentException if it has an instruction and the model takes none
   */
  int countTokens(Text text) {
    String prompt = requirePrompt(text);
    return isFarTooLong(prompt, text.text())
        ? (int) (chars(prompt, text.text()) / MOST_CHARS_PER_TOKEN)
        : ids(prompt, text.text()).length;
  }

  /**
   * What is left of an input that is cut where the window ends; empty if all of it fits, and if its
   * prompt alone fills the window: then nothing of the text would be left.
   *
   * @throws IllegalArgumentException if it has an instruction and the model takes none
   */
  Optional<Input> cutToWindow(Input input) {
    return switch (input) {
      case Text text -> cutToWindow(text);
      case Tokens(int[] ids) when ids.length > model.windowTokens() -> Optional.of(cut(ids));
      case Tokens _ -> Optional.empty();
    };
  }

  private Optional<Input> cutToWindow(Text text) {
    String prompt = requirePrompt(text);
    if (isFarTooLong(prompt, "")) {
      return Optional.empty();
    }
    String head = isFarTooLong(prompt, text.text()) ? head(prompt, text.text()) : text.text();
    int[] ids = ids(prompt, head);
    if (ids.length > model.windowTokens()) {
      return fillsWindow(prompt) ? Optional.empty() : Optional.of(cut(ids));
    }
    return head.equals(text.text())
        ? Optional.empty()
        : Optional.of(new Text(head, text.role(), text.instruction()));
  }

  private Tokens cut(int[] ids) {
    return new Tokens(special.cut(ids, model.windowTokens()));
  }

  /** The special tokens that ids should have and do not, for people; empty if all are there. */
  Optional<String> missingSpecialTokens(int[] ids) {
    return special.surround(ids) ? Optional.empty() : Optional.of(special.toString());
  }

  private TextTokens tokenize(Text text) {
    return prompt(text)
        .map(known -> tokenize(known, text.text()))
        .orElseGet(() ->
            refusal(Reason.NO_INSTRUCTIONS, "%s takes no instruction".formatted(model.name())));
  }

  private Optional<String> prompt(Text text) {
    return text.instruction()
        .map(model.prompts()::instructed)
        .orElseGet(() -> Optional.of(model.prompts().of(text.role())));
  }

  private String requirePrompt(Text text) {
    return prompt(text)
        .orElseThrow(
            () -> new IllegalArgumentException("%s takes no instruction".formatted(model.name())));
  }

  private boolean isFarTooLong(String prompt, String text) {
    return chars(prompt, text) / MOST_CHARS_PER_TOKEN > model.windowTokens();
  }

  private static long chars(String prompt, String text) {
    return (long) prompt.length() + text.length();
  }

  /** Whether no token of a text fits behind a prompt. */
  private boolean fillsWindow(String prompt) {
    return tokensOf(prompt) >= model.windowTokens();
  }

  /** As much of a text as can be in the window behind a prompt, no character halved. */
  private String head(String prompt, String text) {
    int end = Math.max(0, model.windowTokens() * MOST_CHARS_PER_TOKEN - prompt.length());
    return text.substring(0, end > 0 && Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end);
  }

  private TextTokens tokenize(String prompt, String text) {
    if (isFarTooLong(prompt, text)) {
      return tooLong("%d characters".formatted(chars(prompt, text)));
    }
    int[] ids = ids(prompt, text);
    if (ids.length > model.windowTokens()) {
      return tooLong(
          fillsWindow(prompt)
              ? "%d tokens of the prompt alone".formatted(tokensOf(prompt))
              : "%d tokens".formatted(ids.length));
    }
    return isEmpty(text, prompt, ids.length) ? empty() : new TextTokens.Ids(ids);
  }

  /** Ids that somebody else made. */
  private TextTokens judge(int[] ids) {
    if (ids.length == 0) {
      return empty();
    }
    if (ids.length > model.windowTokens()) {
      return tooLong("%d tokens".formatted(ids.length));
    }
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= model.vocabularySize()) {
        return refusal(
            Reason.UNKNOWN_TOKEN,
            "token %d is %d, must be from 0 to %d"
                .formatted(i, ids[i], model.vocabularySize() - 1));
      }
    }
    return new TextTokens.Ids(ids);
  }

  private int[] ids(String prompt, String text) {
    return tokenizer.tokenize(prompt + text);
  }

  /** Only a text that adds nothing to its prompt has to be tokenized again without it. */
  private boolean isEmpty(String text, String prompt, int tokens) {
    boolean mayBeEmpty = text.isBlank() || tokens <= tokensOf(prompt);
    return mayBeEmpty && tokenizer.tokenize(text).length <= specialTokens;
  }

  private int tokensOf(String prompt) {
    Integer known = promptTokens.get(prompt);
    return known == null ? ids(prompt, "").length : known;
  }

  private TextTokens tooLong(String length) {
    return refusal(
        Reason.TOO_LONG, "%s, the window is %d tokens".formatted(length, model.windowTokens()));
  }

  private static TextTokens empty() {
    return refusal(Reason.EMPTY, "no token but special ones");
  }

  private static TextTokens refusal(Reason reason, String detail) {
    return new TextTokens.Refusal(new Refused(reason, detail));
  }
}
