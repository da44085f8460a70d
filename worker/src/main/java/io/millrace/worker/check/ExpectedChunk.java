package io.millrace.worker.check;

import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.Document;
import java.util.ArrayList;
import java.util.List;

/**
 * What the vectors topic must hold of a chunk.
 *
 * @param start first code point of the chunk in its document's text
 * @param end behind its last; 0 when the splitter does not tell
 * @param standsThere whether the chunk's text is, or ends with, that stretch: headings may stand in
 *     front
 */
record ExpectedChunk(ContentHash text, int start, int end, boolean standsThere) {
  static List<ExpectedChunk> of(Document document, List<Chunk> chunks) {
    Stretches stretches = new Stretches(document.text());
    List<ExpectedChunk> expected = new ArrayList<>(chunks.size());
    for (Chunk chunk : chunks) {
      boolean standsThere =
          chunk.end() == 0 || stretches.endsWith(chunk.text(), chunk.start(), chunk.end());
      expected.add(new ExpectedChunk(chunk.hash(), chunk.start(), chunk.end(), standsThere));
    }
    return List.copyOf(expected);
  }

  /** Finds code points from where it last was: chunks come in the order of the text. */
  private static final class Stretches {
    private final String text;
    private final int codePoints;
    private int lastCodePoint;
    private int lastIndex;

    Stretches(String text) {
      this.text = text;
      this.codePoints = text.codePointCount(0, text.length());
    }

    boolean endsWith(String chunk, int start, int end) {
      if (end > codePoints) {
        return false;
      }
      lastIndex = text.offsetByCodePoints(lastIndex, start - lastCodePoint);
      lastCodePoint = start;
      return chunk.endsWith(
          text.substring(lastIndex, text.offsetByCodePoints(lastIndex, end - start)));
    }
  }
}
