package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ConsumerLagTest {
  private final ConsumerLag lag = new ConsumerLag(Set.of("documents"));

  @Test
  void onlyTheSourcesPartitionsCount() {
    Map<MetricName, Metric> metrics =
        Map.ofEntries(
            metric("records-lag", "documents", 3, 7.0),
            metric("records-lag", "store-changelog", 3, 9.0),
            metric("records-lag", "documents", 4, Double.NaN),
            metric("records-lag-max", "documents", 5, 11.0));

    assertThat(lag.in(metrics)).isEqualTo(Map.of(new TopicPartition("documents", 3), 7L));
  }

  private static Map.Entry<MetricName, Metric> metric(
      String name, String topic, int partition, double value) {
    MetricName full =
        new MetricName(name, "group", "", Map.of("topic", topic, "partition", "" + partition));
    return Map.entry(
        full,
        new Metric() {
          @Override
          public MetricName metricName() {
            return full;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }
}
