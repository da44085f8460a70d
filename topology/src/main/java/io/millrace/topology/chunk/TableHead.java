package io.millrace.topology.chunk;

import java.util.List;
import org.commonmark.node.SourceSpan;

/**
 * The head of a table in GitHub's Markdown, found among the lines of what CommonMark takes for a
 * paragraph. The tables extension refuses a document with many cells, and keeps a node for each.
 *
 * @param line the header row's place among the lines
 * @param text header row and delimiter row, each with a line end
 */
record TableHead(int line, String text) {
  /** The first head, or one at line -1 if there is none. */
  static TableHead in(String text, List<SourceSpan> lines) {
    for (int line = 0; line + 1 < lines.size(); line++) {
      SourceSpan header = lines.get(line);
      SourceSpan delimiter = lines.get(line + 1);
      if (isDelimiter(text, delimiter) && hasPipe(text, header)) {
        return new TableHead(line, of(text, header) + "\n" + of(text, delimiter) + "\n");
      }
    }
    return new TableHead(-1, "");
  }

  private static boolean isDelimiter(String text, SourceSpan line) {
    boolean dash = false;
    for (int at = start(line); at < end(line); at++) {
      char mark = text.charAt(at);
      dash |= mark == '-';
      if ("|:- \t".indexOf(mark) < 0) {
        return false;
      }
    }
    return dash && hasPipe(text, line);
  }

  private static boolean hasPipe(String text, SourceSpan line) {
    int pipe = text.indexOf('|', start(line), end(line));
    return pipe >= 0;
  }

  private static String of(String text, SourceSpan line) {
    return text.substring(start(line), end(line));
  }

  private static int start(SourceSpan line) {
    return line.getInputIndex();
  }

  private static int end(SourceSpan line) {
    return line.getInputIndex() + line.getLength();
  }
}
