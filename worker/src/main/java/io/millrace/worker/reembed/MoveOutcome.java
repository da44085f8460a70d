package io.millrace.worker.reembed;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What became of a move. */
public sealed interface MoveOutcome {
  /** Fingerprint of the space and the chunking that were moved to. */
  String fingerprint();

  /** False when an operator has to mend something or to start again. */
  default boolean succeeded() {
    return true;
  }

  /** Every document was made like this already. */
  record NothingToMove(String fingerprint) implements MoveOutcome {
    public NothingToMove {
      requireNonNull(fingerprint, "fingerprint");
    }
  }

  /**
   * The new topics hold what the sources held a moment ago.
   *
   * @param applicationId of the worker that moved, for the one that takes over
   * @param deadLettersTopic where the records are that could not be moved
   * @param records records of the sources that are done
   * @param seconds since this start
   */
  record CaughtUp(
      String fingerprint,
      String applicationId,
      String deadLettersTopic,
      long records,
      double seconds,
      List<Comparison> comparisons)
      implements MoveOutcome {
    public CaughtUp {
      requireNonNull(fingerprint, "fingerprint");
      requireNonNull(applicationId, "applicationId");
      requireNonNull(deadLettersTopic, "deadLettersTopic");
      comparisons = List.copyOf(comparisons);
    }
  }

  /** It was stopped before it had caught up; the next start goes on. */
  record Stopped(String fingerprint) implements MoveOutcome {
    public Stopped {
      requireNonNull(fingerprint, "fingerprint");
    }

    @Override
    public boolean succeeded() {
      return false;
    }
  }

  /** The stream ended by a failure that no retry mends; its log says why. */
  record Failed(String fingerprint) implements MoveOutcome {
    public Failed {
      requireNonNull(fingerprint, "fingerprint");
    }

    @Override
    public boolean succeeded() {
      return false;
    }
  }
}
