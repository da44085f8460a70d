package io.millrace.worker.engine.batch;

/** Which tokens of a batch the device pays for, and the budget therefore counts. */
public enum TokenCounting {
  /** Texts lie in rows of one length: rows × longest. */
  PADDED,
  /** Texts lie end to end: the sum of their lengths. */
  PACKED;

  Selection selection() {
    return switch (this) {
      case PADDED -> new SimilarLengths();
      case PACKED -> new ArrivalOrder();
    };
  }
}
