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
  private final ChunkSettings settings;
  private final ToIntFunction<String> countTokens;
  private final int specialTokens;

  /**
   * @param countTokens tokens of a text as the model sees it, special tokens included
   */
  public ChunkSplitter(ChunkSettings settings, ToIntFunction<String> countTokens) {
    this.settings = requireNonNull(settings, "settings");
    this.countTokens = requireNonNull(countTokens, "countTokens");
    this.specialTokens = countTokens.applyAsInt("");
  }

  public ChunkedDocument split(Document document) {
    List<String> texts = texts(document.text());
    List<Chunk> chunks = new ArrayList<>(texts.size());
    for (String text : texts) {
      chunks.add(new Chunk(chunks.size(), text));
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
