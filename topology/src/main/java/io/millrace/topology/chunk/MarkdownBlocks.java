package io.millrace.topology.chunk;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** The blocks of a CommonMark text with GitHub's tables, in order, the first at its start. */
final class MarkdownBlocks {
  /** Deeper quotes and lists are text; each line costs as much as it is deep. */
  private static final int MOST_NESTED = 16;

  /** Only of headings the text is wanted, and that as it is written. */
  private static final Parser PARSER =
      Parser.builder()
          .includeSourceSpans(IncludeSourceSpans.BLOCKS)
          .maxOpenBlockParsers(MOST_NESTED)
          .inlineParserFactory(_ ->
              (lines, node) -> {
                if (node instanceof Heading) {
                  node.appendChild(new Text(lines.getContent()));
                }
              })
          .build();

  private final String text;
  private final List<Block> blocks = new ArrayList<>();
  private Cut next = Cut.PARAGRAPH;

  private MarkdownBlocks(String text) {
    this.text = text;
  }

  /** Starts are indexes in this text. */
  static List<Block> of(String text) {
    MarkdownBlocks found = new MarkdownBlocks(text);
    found.addChildren(PARSER.parse(text));
    return found.blocks;
  }

  private void addChildren(Node parent) {
    for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
      if (!child.getSourceSpans().isEmpty()) {
        add(child);
      }
    }
  }

  private void add(Node node) {
    switch (node) {
      case Heading heading -> addHeading(heading);
      case Paragraph paragraph -> addParagraph(paragraph.getSourceSpans());
      case FencedCodeBlock code -> addWhole(code);
      case IndentedCodeBlock code -> addWhole(code);
      case HtmlBlock html -> addWhole(html);
      case LinkReferenceDefinition link -> addText(link);
      case ListItem item -> {
        next = next == Cut.HEADING_END ? next : Cut.ITEM;
        addChildren(item);
      }
      default -> addOther(node);
    }
  }

  private void addOther(Node node) {
    if (node.getFirstChild() == null) {
      addText(node);
    } else {
      addChildren(node);
    }
  }

  private void addHeading(Heading heading) {
    int level = heading.getLevel();
    Cut cut = next == Cut.HEADING_END ? next : Cut.section(level);
    String title = heading.getFirstChild() instanceof Text line ? line.getLiteral() : "";
    add(new Block.Heading(lineStart(heading), cut, level, oneLine(title)));
    next = Cut.HEADING_END;
  }

  private static String oneLine(String title) {
    return title.strip().replaceAll("\\s+", " ");
  }

  private void addText(Node node) {
    add(new Block.Text(lineStart(node), next));
  }

  private void addWhole(Node node) {
    add(new Block.Whole(lineStart(node), next));
  }

  private void addParagraph(List<SourceSpan> lines) {
    TableHead head = TableHead.in(text, lines);
    if (head.line() != 0) {
      add(new Block.Text(lineStart(lines.getFirst()), next));
    }
    if (head.line() >= 0) {
      SourceSpan delimiter = lines.get(head.line() + 1);
      int headEnd = behindLine(delimiter.getInputIndex() + delimiter.getLength());
      int start = lineStart(lines.get(head.line()));
      add(new Block.Table(start, next, head.text(), headEnd));
    }
  }

  private void add(Block block) {
    blocks.add(block);
    next = Cut.PARAGRAPH;
  }

  private int lineStart(Node node) {
    return lineStart(node.getSourceSpans().getFirst());
  }

  /** Marks of quotes and list items stand between a line's start and its block's. */
  private int lineStart(SourceSpan line) {
    int start = line.getInputIndex();
    while (start > 0 && text.charAt(start - 1) != '\n' && text.charAt(start - 1) != '\r') {
      start--;
    }
    return start;
  }

  private int behindLine(int end) {
    int lineEnd = text.indexOf('\n', end);
    return lineEnd < 0 ? text.length() : lineEnd + 1;
  }
}
