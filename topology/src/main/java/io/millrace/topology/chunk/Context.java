package io.millrace.topology.chunk;

import org.jspecify.annotations.Nullable;

/**
 * What stands in front of a chunk that starts here, though it is elsewhere in the text.
 *
 * @param section the section whose headings are named; none in front of the first heading
 * @param tableHead header row and delimiter row, each with its line end, or empty
 * @param tableHeadTokens tokens of these rows
 */
record Context(@Nullable Section section, String tableHead, int tableHeadTokens) {
  static final Context NONE = new Context(null, "", 0);

  static Context in(@Nullable Section section) {
    return section == null ? NONE : new Context(section, "", 0);
  }

  /** Tokens of {@link #text}, about. */
  int tokens(int mostBreadcrumbTokens) {
    return tableHeadTokens + (section == null ? 0 : section.breadcrumbTokens(mostBreadcrumbTokens));
  }

  String text(int mostBreadcrumbTokens) {
    String breadcrumb = section == null ? "" : section.breadcrumb(mostBreadcrumbTokens);
    return breadcrumb.isEmpty() ? tableHead : breadcrumb + "\n\n" + tableHead;
  }
}
