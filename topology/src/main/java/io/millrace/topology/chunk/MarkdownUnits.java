package io.millrace.topology.chunk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds a Markdown text: its blocks whole where they fit, its paragraphs as sentences. */
final class MarkdownUnits {
  private final String text;
  private final TokenFit fit;
  private final Units units;
  private final SentenceUnits sentences;
  private final LineUnits lines;
  private @Nullable Section section;

  MarkdownUnits(String text, TokenFit fit, Units units) {
    this.text = text;
    this.fit = fit;
    this.units = units;
    this.sentences = new SentenceUnits(text, fit, units);
    this.lines = new LineUnits(text, fit, units);
  }

  /** Adds all of the text. */
  void add() {
    int frontMatterEnd = FrontMatter.end(text);
    if (frontMatterEnd > 0) {
      lines.add(frontMatterEnd, Cut.PARAGRAPH);
    }
    List<Block> blocks = MarkdownBlocks.of(text.substring(frontMatterEnd));
    for (int i = 0; i < blocks.size(); i++) {
      boolean last = i + 1 == blocks.size();
      int end = last ? text.length() : frontMatterEnd + blocks.get(i + 1).start();
      if (end > units.end()) {
        add(blocks.get(i), frontMatterEnd, end);
      }
    }
    if (units.end() < text.length()) {
      sentences.add(text.length(), Cut.PARAGRAPH);
    }
  }

  private void add(Block block, int offset, int end) {
    switch (block) {
      case Block.Heading heading -> addHeading(heading, end);
      case Block.Text paragraph -> sentences.add(end, paragraph.cut());
      case Block.Whole whole -> lines.add(end, whole.cut());
      case Block.Table table -> addTable(table, offset + table.headEnd(), end);
    }
  }

  private void addHeading(Block.Heading heading, int end) {
    Section above = Section.above(heading.level(), section);
    units.enter(Context.in(above));
    lines.add(end, heading.cut());
    section = new Section(above, heading.level(), heading.title(), tokens(heading.title()));
    units.enter(Context.in(section));
  }

  /** A title that is too long to be counted is too long for any breadcrumb. */
  private int tokens(String title) {
    return title.length() > fit.maxChars() ? fit.maxTokens() : fit.tokens(title);
  }

  private void addTable(Block.Table table, int headEnd, int end) {
    if (lines.addWhole(end, table.cut())) {
      return;
    }
    int first = units.size();
    lines.add(Math.min(headEnd, end), table.cut());
    long headTokens = units.weight(first, units.size());
    // A head that is longer leaves too little room for rows.
    if (headTokens <= fit.targetTokens() / 2) {
      units.enter(new Context(section, table.head(), (int) headTokens));
    }
    if (units.end() < end) {
      lines.add(end, Cut.WRAP);
    }
    units.enter(Context.in(section));
  }
}
