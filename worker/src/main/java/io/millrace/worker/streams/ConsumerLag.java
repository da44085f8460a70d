package io.millrace.worker.streams;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

/** How far the consumers are behind, out of their own metrics. */
record ConsumerLag(Set<String> topics) {
  ConsumerLag {
    topics = Set.copyOf(topics);
  }

  /**
   * Records by partition. Metrics of other topics, such as those that stores are restored from, are
   * passed over, and so are partitions of which nothing was fetched yet.
   */
  Map<TopicPartition, Long> in(Map<MetricName, ? extends Metric> metrics) {
    Map<TopicPartition, Long> lag = new HashMap<>();
    metrics.forEach((name, metric) -> {
      String topic = name.tags().get("topic");
      String partition = name.tags().get("partition");
      if (name.name().equals("records-lag")
          && partition != null
          && topics.contains(topic)
          && metric.metricValue() instanceof Double records
          && Double.isFinite(records)) {
        lag.put(new TopicPartition(topic, Integer.parseInt(partition)), records.longValue());
      }
    });
    return lag;
  }
}
