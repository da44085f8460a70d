package io.millrace.worker.engine.batch;

import io.millrace.topology.port.Lane;
import java.util.Collection;

/**
 * Least share of the tokens for each lane in which texts wait, whatever waits in the others. What
 * the shares leave goes to the most urgent lane; one whose share is 0 gets only what the others
 * leave.
 */
public record LaneShares(double online, double stream, double backfill) {
  /** Half for queries; neither the stream nor a backfill ever stands still. */
  public static final LaneShares DEFAULT = new LaneShares(0.5, 0.2, 0.05);

  public LaneShares {
    if (!(online >= 0 && stream >= 0 && backfill >= 0 && online + stream + backfill <= 1)) {
      throw new IllegalArgumentException(
          "shares are %s, %s and %s, must not be negative, and together at most 1"
              .formatted(online, stream, backfill));
    }
  }

  /** The share of one lane, from 0 to 1. */
  public double of(Lane lane) {
    return switch (lane) {
      case ONLINE -> online;
      case STREAM -> stream;
      case BACKFILL -> backfill;
    };
  }

  /** What the most urgent lane gets beside the others that have texts waiting. */
  public double leftBy(Collection<Lane> others) {
    return 1 - others.stream().mapToDouble(this::of).sum();
  }
}
