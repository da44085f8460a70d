package io.millrace.worker.page;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Finds documents by what they mean. Thread safe. */
@FunctionalInterface
public interface Search {
  /**
   * The documents nearest to a query, nearest first.
   *
   * @param count most hits
   * @throws InterruptedException if nobody waits for them any more
   */
  Found nearest(String query, int count) throws InterruptedException;

  /** What becomes of a query. */
  sealed interface Found {
    /** Nearest first. */
    record Hits(List<Hit> hits) implements Found {
      public Hits {
        hits = List.copyOf(hits);
      }
    }

    /**
     * No vector can be made of the query.
     *
     * @param detail what a person can do about it
     */
    record Refused(String detail) implements Found {
      public Refused {
        requireNonNull(detail, "detail");
      }
    }
  }

  /**
   * A document.
   *
   * @param score cosine similarity to the query
   * @param excerpt of its text; may be empty
   */
  record Hit(String id, double score, String excerpt) {
    public Hit {
      requireNonNull(id, "id");
      requireNonNull(excerpt, "excerpt");
    }
  }
}
