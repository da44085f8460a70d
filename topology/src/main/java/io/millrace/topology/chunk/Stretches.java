package io.millrace.topology.chunk;

import org.jspecify.annotations.Nullable;

/** Makes stretches of units: stripped, with context in front and overlap, and none too long. */
final class Stretches {
  private final String text;
  private final Units units;
  private final TokenFit fit;
  private final int breadcrumbTokens;

  Stretches(String text, Units units, TokenFit fit) {
    this.text = text;
    this.units = units;
    this.fit = fit;
    this.breadcrumbTokens = fit.targetTokens() / 4;
  }

  /** Tokens of what a stretch from here on has in front of its text, about. */
  int contextTokens(int first) {
    return units.context(first).tokens(breadcrumbTokens);
  }

  /** The units with as much overlap as fits; null if they do not fit without. */
  @Nullable Stretch fitting(int first, int behind) {
    int widest = overlapStart(first, behind);
    if (widest < first) {
      Stretch overlapping = withContext(widest, behind);
      if (fit.fitsMax(overlapping.chunkText())) {
        return overlapping;
      }
    }
    // Tokens of a whole may be more than those of its parts.
    Stretch stretch = withContext(first, behind);
    return fit.fitsMax(stretch.chunkText()) ? stretch : null;
  }

  /** A unit that is a chunk of its own; it rather has no context than be too long. */
  Stretch single(int unit) {
    Stretch fitting = fitting(unit, unit + 1);
    return fitting == null ? bare(unit, unit + 1) : fitting;
  }

  /**
   * As many whole units back as overlap and maximum allow. It follows from these units alone, not
   * from where the chunk in front of this one starts.
   */
  private int overlapStart(int first, int behind) {
    int start = first;
    while (start > 0
        && !units.startsSection(start)
        && units.weight(start - 1, first) <= fit.settings().overlapTokens()
        && units.weight(start - 1, behind) + contextTokens(start - 1) <= fit.maxTokens()) {
      start--;
    }
    return start;
  }

  private Stretch withContext(int first, int behind) {
    Stretch bare = bare(first, behind);
    String context = units.context(first).text(breadcrumbTokens);
    return context.isEmpty()
        ? bare
        : new Stretch(context + bare.chunkText(), bare.start(), bare.end());
  }

  private Stretch bare(int first, int behind) {
    int start = units.start(first);
    int end = units.start(behind);
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return new Stretch(text.substring(start, end), start, end);
  }
}
