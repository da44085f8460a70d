package io.millrace.topology.chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * Packs spans into chunks, each as full as it gets; the last spans of a chunk open the next one.
 */
final class SpanPacker {
  private final String text;
  private final TokenFit fit;
  private final int overlapTokens;

  SpanPacker(String text, TokenFit fit, int overlapTokens) {
    this.text = text;
    this.fit = fit;
    this.overlapTokens = overlapTokens;
  }

  List<String> pack(List<Span> spans) {
    List<String> chunks = new ArrayList<>();
    int first = 0;
    int fresh = 0; // the first span that no chunk has yet
    while (fresh < spans.size()) {
      int behind = fill(spans, first, fresh);
      while (first < fresh && !fit.fits(textOf(spans, first, behind))) {
        first++; // rather less overlap than a chunk that is too long
      }
      String chunk = textOf(spans, first, behind);
      // Characters that no model sees, such as zero-width spaces, may fill a span.
      if (fit.tokens(chunk) > 0) {
        chunks.add(chunk);
      }
      fresh = behind;
      first = overlapStart(spans, first, behind);
    }
    return chunks;
  }

  /**
   * Index behind the last span of a chunk that starts at {@code first} and holds at least {@code
   * fresh}.
   */
  private int fill(List<Span> spans, int first, int fresh) {
    int tokens = 0;
    int chars = 0;
    int behind = first;
    while (behind < spans.size()) {
      Span next = spans.get(behind);
      tokens += next.tokens();
      chars += next.chars();
      if (behind > fresh && (tokens > fit.textTokens() || chars > fit.maxChars())) {
        break;
      }
      behind++;
    }
    // Tokens of a whole may be more than those of its parts: give back until the chunk really fits.
    while (behind > fresh + 1 && !fit.fits(textOf(spans, first, behind))) {
      behind--;
    }
    return behind;
  }

  /**
   * Where the next chunk starts: as many whole spans back as the overlap allows, never at this
   * chunk's own start.
   */
  private int overlapStart(List<Span> spans, int first, int behind) {
    if (behind == spans.size()) {
      return behind;
    }
    int start = behind;
    int tokens = spans.get(behind).tokens();
    int overlap = 0;
    while (start - 1 > first) {
      int span = spans.get(start - 1).tokens();
      if (overlap + span > overlapTokens || tokens + overlap + span > fit.textTokens()) {
        break;
      }
      overlap += span;
      start--;
    }
    return start;
  }

  private String textOf(List<Span> spans, int first, int behind) {
    return text.substring(spans.get(first).start(), spans.get(behind - 1).end()).strip();
  }
}
