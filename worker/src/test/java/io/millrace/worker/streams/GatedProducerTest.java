package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.port.EmbedderBrokenException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatedProducerTest {
  private static final ConsumerGroupMetadata GROUP =
      new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name()).groupMetadata();
  private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS =
      Map.of(new TopicPartition("documents", 0), new OffsetAndMetadata(1));

  private final ClosingProducer kafka = new ClosingProducer();
  private final CommitGate gate = new CommitGate();
  private final Producer<byte[], byte[]> streams = GatedProducer.around(kafka, gate);

  @BeforeEach
  void openTransaction() {
    streams.initTransactions();
    streams.beginTransaction();
    var _ = streams.send(new ProducerRecord<>("vectors", new byte[1]));
  }

  @Test
  void anOpenGateCommits() {
    streams.flush();
    streams.sendOffsetsToTransaction(OFFSETS, GROUP);
    streams.commitTransaction();

    assertThat(kafka.transactionCommitted()).isTrue();
    assertThat(kafka.history()).hasSize(1);
    assertThat(kafka.consumerGroupOffsetsHistory()).hasSize(1);
  }

  @FunctionalInterface
  interface Step {
    void take(Producer<byte[], byte[]> producer);
  }

  static Stream<Step> stepsOfACommit() {
    return Stream.of(
        Producer::flush,
        producer -> producer.sendOffsetsToTransaction(OFFSETS, GROUP),
        Producer::commitTransaction);
  }

  @ParameterizedTest
  @MethodSource("stepsOfACommit")
  void aShutGateLetsNoStepOfACommitThrough(Step step) {
    gate.shut();

    assertThatThrownBy(() -> step.take(streams)).isInstanceOf(EmbedderBrokenException.class);
    assertThat(kafka.transactionInFlight()).isTrue();
    assertThat(kafka.sentOffsets()).isFalse();
  }

  @Test
  void aGateThatIsShutBeforeTheLastStepCommitsNothing() {
    streams.flush();
    streams.sendOffsetsToTransaction(OFFSETS, GROUP);

    gate.shut();

    assertThatThrownBy(streams::commitTransaction).isInstanceOf(EmbedderBrokenException.class);
    streams.abortTransaction();
    assertThat(kafka.history()).isEmpty();
    assertThat(kafka.consumerGroupOffsetsHistory()).isEmpty();
  }

  @Test
  void aShutGateAborts() {
    gate.shut();

    streams.abortTransaction();

    assertThat(kafka.transactionAborted()).isTrue();
  }

  @Test
  void aProducerBehindAnOpenGateWaitsForItsCommitWhenItIsClosed() {
    streams.close();

    assertThat(kafka.closedWithin).isEqualTo(Duration.ofMillis(Long.MAX_VALUE));
  }

  /** Else it would go on to ask for a commit whose answer it has missed. */
  @Test
  void aProducerBehindAShutGateIsClosedAtOnce() {
    gate.shut();

    streams.close();

    assertThat(kafka.closedWithin).isZero();
  }

  @Test
  void whatKafkaThrowsArrivesAsItIs() {
    kafka.fenceProducer();

    assertThatThrownBy(streams::commitTransaction).isInstanceOf(ProducerFencedException.class);
  }

  /** Knows how long it was given. */
  private static final class ClosingProducer extends MockProducer<byte[], byte[]> {
    private Duration closedWithin = Duration.ofDays(-1);

    ClosingProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
      close(Duration.ofMillis(Long.MAX_VALUE));
    }

    @Override
    public void close(Duration timeout) {
      closedWithin = timeout;
      super.close(timeout);
    }
  }
}
