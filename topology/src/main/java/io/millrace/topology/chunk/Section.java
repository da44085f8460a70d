package io.millrace.topology.chunk;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A heading and the headings above it, at most six.
 *
 * @param level 1 to 6
 * @param tokens of the title
 */
record Section(@Nullable Section parent, int level, String title, int tokens) {
  private static final String SEPARATOR = " > ";

  /** The innermost section that a heading of this level is in. */
  static @Nullable Section above(int level, @Nullable Section last) {
    Section section = last;
    while (section != null && section.level >= level) {
      section = section.parent;
    }
    return section;
  }

  /** {@code Title > Section > Subsection}, without as many of the first as do not fit. */
  String breadcrumb(int mostTokens) {
    Deque<String> titles = new ArrayDeque<>();
    int left = mostTokens;
    for (Section section = this; section != null; section = section.parent) {
      left -= section.cost();
      if (left < 0) {
        break;
      }
      if (!section.title.isEmpty()) {
        titles.addFirst(section.title);
      }
    }
    return String.join(SEPARATOR, titles);
  }

  int breadcrumbTokens(int mostTokens) {
    int tokens = 0;
    for (Section section = this; section != null; section = section.parent) {
      if (tokens + section.cost() > mostTokens) {
        break;
      }
      tokens += section.cost();
    }
    return tokens;
  }

  /** With the separator, or the blank line behind the last. */
  private int cost() {
    return tokens + 1;
  }
}
