package io.millrace.worker.engine;

import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.batch.LaneShares;
import java.time.Duration;
import java.util.List;

/**
 * How long an idle device waits for the next query before it begins a batch of another lane. A
 * client that asks one query after the other would find the device busy each time, although it
 * comes back at once. A pure state machine; not thread safe.
 *
 * <p>The device waits only as long as queries do come that fast, and the other lanes have their
 * shares of its time.
 */
final class NextQuery {
  /** Part of the longest wait of a query that the device waits in turn. */
  private static final int GRACE_PART = 4;

  /** So many queries in a row may fail to come before nobody waits for them. */
  private static final int MOST_TRUST = 4;

  /** A device that is busy at once sees queries late: after so many batches it tries anew. */
  private static final int BATCHES_WITHOUT_TRUST = 16;

  private static final double WINDOW_NANOS = 1e9;

  private final long graceNanos;
  private final double shareOfOthers;
  private int trust = 1;
  private int batchesWithoutTrust;
  private boolean awaited;
  private long answeredNanos;
  private double onlineNanos;
  private double otherNanos;

  /**
   * No query has come yet.
   *
   * @param mostWait of a query for a batch of another lane; zero never to wait for a query
   */
  NextQuery(Duration mostWait, LaneShares shares) {
    this.graceNanos = mostWait.toNanos() / GRACE_PART;
    this.shareOfOthers = 1 - shares.leftBy(List.of(Lane.STREAM, Lane.BACKFILL));
  }

  void textCame(Lane lane, long nowNanos) {
    if (lane == Lane.ONLINE && awaited) {
      came(nowNanos - answeredNanos <= graceNanos);
    }
  }

  void batchRan(RanBatch batch, long nowNanos) {
    countTime(batch);
    if (batch.first() != Lane.ONLINE) {
      return;
    }
    if (awaited) {
      came(false);
    }
    awaited = true;
    answeredNanos = nowNanos;
    if (trust == 0 && ++batchesWithoutTrust == BATCHES_WITHOUT_TRUST) {
      batchesWithoutTrust = 0;
      trust = 1;
    }
  }

  /** 0 when the device is not to wait, or has waited long enough. */
  long nanosToWait(long nowNanos) {
    return awaited && trust > 0 && othersHadTheirShare()
        ? Math.max(0, graceNanos - (nowNanos - answeredNanos))
        : 0;
  }

  private void came(boolean inTime) {
    awaited = false;
    trust = inTime ? Math.min(MOST_TRUST, trust + 1) : Math.max(0, trust - 1);
  }

  private void countTime(RanBatch batch) {
    double kept = Math.exp(-batch.nanos() / WINDOW_NANOS);
    boolean online = batch.first() == Lane.ONLINE;
    onlineNanos = onlineNanos * kept + (online ? batch.nanos() : 0);
    otherNanos = otherNanos * kept + (online ? 0 : batch.nanos());
  }

  private boolean othersHadTheirShare() {
    return otherNanos >= shareOfOthers * (onlineNanos + otherNanos);
  }
}
