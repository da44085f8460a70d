package io.millrace.worker.bench;

import io.millrace.worker.local.LocalCluster;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes a benchmark's records, as bytes, to the broker in this JVM. */
final class LocalProducer {
  private LocalProducer() {}

  static KafkaProducer<byte[], byte[]> to(LocalCluster cluster, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
