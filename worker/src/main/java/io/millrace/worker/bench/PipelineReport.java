package io.millrace.worker.bench;

import io.millrace.worker.engine.batch.CloseReason;
import java.util.List;
import java.util.Map;

/**
 * What a run of the pipeline showed.
 *
 * @param seconds from the first document written to the last vector visible
 * @param bareTokensPerSecond the bare engine on the same session before and after the pipeline
 * @param shareOfBareEngine the pipeline's tokens a second over the mean of the bare engine's
 * @param pacedLatency from a document's write to its vector's visibility, at half the measured rate
 * @param batchFill how full batches were
 * @param paddingShare part of the device's work that was padding
 * @param lookedAheadShare part of the chunks that were submitted before they were processed
 */
record PipelineReport(
    long documents,
    long tokens,
    double seconds,
    double documentsPerSecond,
    double tokensPerSecond,
    List<Double> bareTokensPerSecond,
    double shareOfBareEngine,
    Latency pacedLatency,
    double batchFill,
    double paddingShare,
    double lookedAheadShare,
    Map<CloseReason, Long> batches,
    SecondsSpent secondsSpent,
    List<ProcessMemory> memory,
    Machine machine) {
  /** Milliseconds at a rate of documents a second. */
  record Latency(double documentsPerSecond, long documents, long p50Millis, long p99Millis) {}

  /**
   * Where the time went. Tokenize, encode and commit sum over threads; queue sums over texts; infer
   * is the device's own.
   */
  record SecondsSpent(double tokenize, double queue, double infer, double encode, double commit) {}
}
