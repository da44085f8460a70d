package io.millrace.worker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedBrokerTest {
  private static final TopicPartition DOCUMENTS = new TopicPartition("documents", 0);

  @TempDir Path folder;

  @Test
  void restartOnTheSameFolderAndPortKeepsCommittedRecords() throws Exception {
    int port;
    try (var broker = EmbeddedBroker.start(folder, OptionalInt.empty())) {
      port = broker.port();
      createTopic(broker);
      produce(broker, "committed", true);
      produce(broker, "aborted", false);
    }

    try (var broker = EmbeddedBroker.start(folder, OptionalInt.of(port))) {
      assertThat(broker.port()).isEqualTo(port);
      assertThat(readCommitted(broker, 1)).containsExactly("committed");
      produce(broker, "after the restart", true);
      assertThat(readCommitted(broker, 2)).containsExactly("committed", "after the restart");
    }
  }

  @Test
  void recordsOfSeveralMebibytesGetThrough() throws Exception {
    try (var broker = EmbeddedBroker.start(folder, OptionalInt.empty())) {
      createTopic(broker);
      String book = "word ".repeat(2 << 20);
      produce(broker, book, true);
      assertThat(readCommitted(broker, 1)).containsExactly(book);
    }
  }

  @Test
  void temporaryFolderGoesWithTheBroker() throws Exception {
    var broker = EmbeddedBroker.startTemporary();
    assertThat(broker.folder()).isNotEmptyDirectory();

    broker.close();

    assertThat(broker.folder()).doesNotExist();
  }

  @Test
  void takenPortIsNamedInTheError() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = OptionalInt.of(taken.getLocalPort());
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, port))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (var admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
      var topic = new NewTopic(DOCUMENTS.topic(), Optional.of(1), Optional.of((short) 1));
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  private static void produce(EmbeddedBroker broker, String value, boolean commit)
      throws Exception {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "transactional.id",
            "test",
            "max.request.size",
            16 << 20);
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(DOCUMENTS.topic(), "key", value)).get();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  /** Polls until {@code count} records are there; more would be returned as well. */
  private static List<String> readCommitted(EmbeddedBroker broker, int count) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(DOCUMENTS));
      consumer.seekToBeginning(List.of(DOCUMENTS));
      List<String> values = new ArrayList<>();
      await()
          .until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            return values.size() >= count;
          });
      return values;
    }
  }
}
