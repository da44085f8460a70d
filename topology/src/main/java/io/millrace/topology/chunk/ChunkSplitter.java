package io.millrace.topology.chunk;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts a document into chunks that fit the model: one if it fits, else along sentence boundaries
 * with overlap. Deterministic, thread safe.
 */
public final class ChunkSplitter {
  /** Room for the tokens of any single character. */
  private static final int SMALLEST_TEXT_TOKENS = 8;

  private final ChunkSettings settings;
  private final ToIntFunction<String> countTokens;
  private final int specialTokens;

  /**
   * @param countTokens tokens of a text as the model sees it, special tokens included
   * @throws IllegalArgumentException if special tokens and prompt leave no room for text
   */
  public ChunkSplitter(ChunkSettings settings, ToIntFunction<String> countTokens) {
    this.settings = requireNonNull(settings, "settings");
    this.countTokens = requireNonNull(countTokens, "countTokens");
    this.specialTokens = countTokens.applyAsInt("");
    if (settings.maxTokens() - specialTokens < SMALLEST_TEXT_TOKENS) {
      throw new IllegalArgumentException(
          "maxTokens is %d, must be at least %d: %d are special tokens and prompt"
              .formatted(
                  settings.maxTokens(), specialTokens + SMALLEST_TEXT_TOKENS, specialTokens));
    }
  }

  public ChunkSettings settings() {
    return settings;
  }

  public ChunkedDocument split(Document document) {
    List<String> texts = texts(document.text());
    List<Chunk> chunks = new ArrayList<>(texts.size());
    for (String text : texts) {
      chunks.add(new Chunk(chunks.size(), text, 0, 0));
    }
    return new ChunkedDocument(document, chunks);
  }

  private List<String> texts(String text) {
    TokenFit fit = new TokenFit(settings.maxTokens(), specialTokens, countTokens);
    if (fit.fits(text)) {
      return List.of(text);
    }
    List<Span> spans = new SentenceSpans(text, fit).spans();
    return new SpanPacker(text, fit, settings.overlapTokens()).pack(spans);
  }
}
