package io.millrace.worker.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param documents live documents in the source
 * @param chunks live vectors
 * @param rejected records of the source that cannot be read as documents
 * @param deadLetters dead letters read; 0 when their topic was not named
 * @param counts findings by kind; kinds that were not found are left out
 * @param findings the first of them
 */
public record CheckReport(
    int documents,
    int chunks,
    int rejected,
    int deadLetters,
    Map<Finding.Kind, Integer> counts,
    List<Finding> findings) {
  private static final int MAX_LISTED = 100;

  public CheckReport {
    counts = Map.copyOf(counts);
    findings = List.copyOf(findings);
  }

  public boolean isClean() {
    return counts.isEmpty();
  }

  /** Counts every finding, keeps the first hundred. */
  static final class Collector {
    private final Map<Finding.Kind, Integer> counts = new EnumMap<>(Finding.Kind.class);
    private final List<Finding> listed = new ArrayList<>();

    void add(Finding.Kind kind, String where) {
      counts.merge(kind, 1, Integer::sum);
      if (listed.size() < MAX_LISTED) {
        listed.add(new Finding(kind, where));
      }
    }

    CheckReport report(int documents, int chunks, int rejected, int deadLetters) {
      return new CheckReport(documents, chunks, rejected, deadLetters, counts, listed);
    }
  }
}
