package io.millrace.worker.reembed;

import java.util.Comparator;
import java.util.List;

/**
 * The overlap of two spaces' nearest documents, 0 (none in common) to 1 (the same ones).
 *
 * @param queries chunks that were asked with
 * @param worst the three queries with the least in common, worst first
 */
public record Overlap(int queries, double mean, double median, List<OfQuery> worst) {
  private static final int WORST = 3;

  public Overlap {
    worst = List.copyOf(worst);
  }

  /** Of one query, a chunk of this document. */
  public record OfQuery(String documentId, double overlap) {}

  static Overlap of(List<OfQuery> queries) {
    List<OfQuery> sorted =
        queries.stream()
            .sorted(Comparator.comparingDouble(OfQuery::overlap).thenComparing(OfQuery::documentId))
            .toList();
    return new Overlap(
        sorted.size(),
        sorted.stream().mapToDouble(OfQuery::overlap).average().orElseThrow(),
        median(sorted),
        sorted.subList(0, Math.min(WORST, sorted.size())));
  }

  private static double median(List<OfQuery> sorted) {
    int size = sorted.size();
    return (sorted.get((size - 1) / 2).overlap() + sorted.get(size / 2).overlap()) / 2;
  }
}
