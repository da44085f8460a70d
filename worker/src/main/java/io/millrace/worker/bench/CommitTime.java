package io.millrace.worker.bench;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Time that producers spent flushing, sending offsets and committing (KIP-761), all stream threads
 * together.
 */
final class CommitTime {
  private static final Set<String> NANOS =
      Set.of("flush-time-ns-total", "txn-send-offsets-time-ns-total", "txn-commit-time-ns-total");

  private CommitTime() {}

  static double seconds(Map<MetricName, ? extends Metric> metrics) {
    return metrics.values().stream()
            .filter(metric -> NANOS.contains(metric.metricName().name()))
            .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
            .sum()
        / 1e9;
  }
}
