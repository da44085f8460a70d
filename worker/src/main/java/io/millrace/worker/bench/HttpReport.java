package io.millrace.worker.bench;

import java.util.List;

/**
 * What the query side showed.
 *
 * @param bareTokensPerSecond the bare engine, in full batches of sorted texts
 * @param httpTokensPerSecond one-text requests of all connections, in the same order of rounds
 * @param shareOfBareEngine median of the rounds' shares
 * @param oneConnection request by request beside the engine asked directly
 * @param besideStream latencies without and with a stream that has more to do than it can
 */
record HttpReport(
    int connections,
    List<Double> bareTokensPerSecond,
    List<Double> httpTokensPerSecond,
    Spread shareOfBareEngine,
    Overhead oneConnection,
    List<BesideStream> besideStream,
    Machine machine) {
  /** Milliseconds at the median. */
  record Overhead(long requests, double engineMillis, double httpMillis, double overheadMillis) {}

  /**
   * Latencies of so many connections.
   *
   * @param times p99 with the stream over p99 without
   * @param streamTokensPerSecond what the stream got meanwhile
   * @param onlineTokensPerSecond what the requests got meanwhile
   */
  record BesideStream(
      int connections,
      Percentiles without,
      Percentiles with,
      double times,
      double onlineTokensPerSecond,
      double streamTokensPerSecond) {}

  /** Milliseconds. */
  record Percentiles(long requests, double p50, double p99) {
    static Percentiles of(Latencies latencies) {
      return new Percentiles(latencies.count(), latencies.millis(50), latencies.millis(99));
    }
  }
}
