package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gate that is shut while brokers owe an answer. */
@Timeout(60)
class GatedProducerIT {
  private static final String TOPIC = "vectors";

  @TempDir Path folder;

  private final CommitGate gate = new CommitGate();

  @Test
  void aCommitThatNoBrokerHasSeenIsNotRepeated() throws Exception {
    Producer<byte[], byte[]> producer;
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, OptionalInt.empty())) {
      port = broker.port();
      new TestTopics(broker.bootstrapServers()).create(TOPIC, 1);
      producer = producer(broker);
      producer.beginTransaction();
      var _ = producer.send(new ProducerRecord<>(TOPIC, new byte[1]));
      producer.flush();
    }
    assertThatThrownBy(producer::commitTransaction).isInstanceOf(TimeoutException.class);

    gate.shut();

    assertTimeout(Duration.ofSeconds(10), () -> producer.close());
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, OptionalInt.of(port))) {
      // Of the same id: what the first has left open is aborted.
      producer(broker).close();
      assertThat(committed(broker)).isEmpty();
    }
  }

  private Producer<byte[], byte[]> producer(EmbeddedBroker broker) {
    Producer<byte[], byte[]> producer =
        GatedProducer.around(
            new KafkaProducer<>(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    broker.bootstrapServers(),
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "gated",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    10_000),
                new ByteArraySerializer(),
                new ByteArraySerializer()),
            gate);
    producer.initTransactions();
    return producer;
  }

  private static List<byte[]> committed(EmbeddedBroker broker) {
    List<byte[]> values = new ArrayList<>();
    new TestTopics(broker.bootstrapServers())
        .committed(TOPIC)
        .scan(new ByteArrayDeserializer(), record -> values.add(record.value()));
    return values;
  }
}
