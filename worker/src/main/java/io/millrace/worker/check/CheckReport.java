package io.millrace.worker.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param documents live documents in the sources
 * @param chunks live vectors
 * @param rejected records of the sources that cannot be read as documents
 * @param outdated records of the sources that came after a newer version of their document
 * @param deadLetters dead letters read; 0 when their topic was not named
 * @param recomputed vectors that were made anew to compare them
 * @param counts findings by kind; kinds that were not found are left out
 * @param findings the first of them
 */
public record CheckReport(
    int documents,
    int chunks,
    int rejected,
    int outdated,
    int deadLetters,
    int recomputed,
    Map<Finding.Kind, Integer> counts,
    List<Finding> findings) {
  public CheckReport {
    counts = Map.copyOf(counts);
    findings = List.copyOf(findings);
  }

  public boolean isClean() {
    return counts.isEmpty();
  }

  /** Counts every finding, keeps the first hundred, and adds up what was read. */
  static final class Collector {
    private static final int MAX_LISTED = 100;

    private final Map<Finding.Kind, Integer> counts = new EnumMap<>(Finding.Kind.class);
    private final List<Finding> listed = new ArrayList<>();
    private int documents;
    private int chunks;
    private int rejected;
    private int outdated;
    private int recomputed;

    void add(Finding.Kind kind, String where) {
      counts.merge(kind, 1, Integer::sum);
      if (listed.size() < MAX_LISTED) {
        listed.add(new Finding(kind, where));
      }
    }

    void addRejected() {
      rejected++;
    }

    void addOutdated() {
      outdated++;
    }

    void addDocuments(int live) {
      documents += live;
    }

    void addChunks(int live) {
      chunks += live;
    }

    void addRecomputed() {
      recomputed++;
    }

    CheckReport report(int deadLetters) {
      return new CheckReport(
          documents, chunks, rejected, outdated, deadLetters, recomputed, counts, listed);
    }
  }
}
