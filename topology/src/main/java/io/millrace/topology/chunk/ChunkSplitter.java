package io.millrace.topology.chunk;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts a document into chunks that fit the model: one if it fits the target, else where the
 * strategy says. The same text always gives the same chunks, and an edit changes only those near
 * it. Thread safe.
 *
 * <p>Takes O(n log n) time and O(n) memory for a text of n characters, whatever they are.
 */
public final class ChunkSplitter {
  /** Room for the tokens of any single character. */
  private static final int SMALLEST_TEXT_TOKENS = 8;

  private final TokenFit fit;

  /**
   * @param countTokens tokens of a text as the model sees it, special tokens included
   * @throws IllegalArgumentException if special tokens and prompt leave no room for text
   */
  public ChunkSplitter(ChunkSettings settings, ToIntFunction<String> countTokens) {
    int specialTokens = requireNonNull(countTokens, "countTokens").applyAsInt("");
    fit = new TokenFit(requireNonNull(settings, "settings"), specialTokens, countTokens);
    if (fit.targetTokens() < SMALLEST_TEXT_TOKENS) {
      throw new IllegalArgumentException(
          "%s is %d, must be at least %d: %d are special tokens and prompt"
              .formatted(
                  settings.targetTokens() == settings.maxTokens() ? "maxTokens" : "targetTokens",
                  settings.targetTokens(),
                  specialTokens + SMALLEST_TEXT_TOKENS,
                  specialTokens));
    }
  }

  /** How it cuts. */
  public ChunkSettings settings() {
    return fit.settings();
  }

  /**
   * Cuts a document. With the strategy {@code NONE} the one chunk may be longer than the maximum;
   * it is for the model to refuse it. Throws nothing but what counting tokens throws.
   */
  public ChunkedDocument split(Document document) {
    String text = document.text();
    CodePoints codePoints = new CodePoints(text);
    List<Chunk> chunks = new ArrayList<>();
    for (Stretch stretch : stretches(text)) {
      int start = codePoints.upTo(stretch.start());
      chunks.add(
          new Chunk(chunks.size(), stretch.chunkText(), start, codePoints.upTo(stretch.end())));
    }
    return new ChunkedDocument(document, chunks);
  }

  private List<Stretch> stretches(String text) {
    if (fit.settings().strategy() == ChunkStrategy.NONE || fit.fitsTarget(text)) {
      return List.of(new Stretch(text, 0, text.length()));
    }
    Units units = units(text);
    return new Cutter(units, new Stretches(text, units, fit), fit.limitTokens()).cut();
  }

  private Units units(String text) {
    Units units = new Units(text);
    switch (fit.settings().strategy()) {
      case NONE -> throw new IllegalStateException("a text that is not cut has no units");
      case SENTENCES -> new SentenceUnits(text, fit, units).add(text.length(), Cut.PARAGRAPH);
      case MARKDOWN -> new MarkdownUnits(text, fit, units).add();
      case TOKENS ->
          new PieceUnits(text, fit, units)
              .add(text.length(), Cut.PIECE, new TokenBoundary(text, fit)::near);
    }
    return units;
  }
}
