package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldableConsumerTest {
  private static final TopicPartition LIVE = new TopicPartition("live", 0);
  private static final TopicPartition OLD = new TopicPartition("old", 0);
  private static final TopicPartition OLDER = new TopicPartition("old", 1);

  private final ClosingConsumer kafka = new ClosingConsumer();
  private final BackfillHold hold = new BackfillHold(Set.of("old"));
  private final FailedThreads failed = new FailedThreads();
  private final Consumer<byte[], byte[]> streams = HoldableConsumer.around(kafka, hold, failed);
  private long offset;

  @BeforeEach
  void subscribe() {
    streams.subscribe(Set.of("live", "old"), new PausingListener());
    assign(Set.of(LIVE, OLD));
  }

  @Test
  void heldPartitionsAreNotPolledAndTheOthersAre() {
    hold.set(true);
    write(LIVE, OLD);

    assertThat(poll()).containsExactly(LIVE);
  }

  @Test
  void whatWasHeldIsThereAfterwards() {
    hold.set(true);
    write(OLD);
    assertThat(poll()).isEmpty();

    hold.set(false);

    assertThat(poll()).containsExactly(OLD);
  }

  @Test
  void streamsCannotLetGoWhatIsHeld() {
    hold.set(true);
    assertThat(poll()).isEmpty();

    streams.pause(Set.of(LIVE, OLD));
    streams.resume(Set.of(LIVE, OLD));

    assertThat(kafka.paused()).containsExactly(OLD);
    write(LIVE, OLD);
    assertThat(poll()).containsExactly(LIVE);
  }

  @Test
  void whatStreamsPausedStaysSoWhenTheHoldEnds() {
    streams.pause(Set.of(OLD));
    hold.set(true);
    assertThat(poll()).isEmpty();
    write(OLD);

    hold.set(false);

    assertThat(poll()).isEmpty();
    streams.resume(Set.of(OLD));
    assertThat(poll()).containsExactly(OLD);
  }

  @Test
  void whatStreamsLetGoMeanwhileFlowsWhenTheHoldEnds() {
    streams.pause(Set.of(OLD));
    hold.set(true);
    assertThat(poll()).isEmpty();
    streams.resume(Set.of(OLD));
    write(OLD);

    hold.set(false);

    assertThat(poll()).containsExactly(OLD);
  }

  @Test
  void streamsSeesItsOwnPausesAlone() {
    streams.pause(Set.of(LIVE));
    hold.set(true);
    assertThat(poll()).isEmpty();

    assertThat(streams.paused()).containsExactly(LIVE);
  }

  @Test
  void aPartitionThatComesWhileItsTopicIsHeldIsHeld() {
    hold.set(true);
    assertThat(poll()).isEmpty();

    assign(Set.of(LIVE, OLD, OLDER));

    assertThat(kafka.paused()).containsExactlyInAnyOrder(OLD, OLDER);
  }

  /** It comes back as a partition that nobody has paused. */
  @Test
  void aPartitionThatLeavesForgetsItsPause() {
    streams.pause(Set.of(OLD));
    kafka.rebalance(List.of(LIVE));
    assertThat(streams.paused()).isEmpty();
    hold.set(true);
    assertThat(poll()).isEmpty();
    assign(Set.of(LIVE, OLD));

    hold.set(false);

    write(OLD);
    assertThat(poll()).containsExactly(OLD);
  }

  @Test
  void whatKafkaThrowsArrivesAsItIs() {
    kafka.wakeup();

    assertThatThrownBy(this::poll).isInstanceOf(WakeupException.class);
  }

  @Test
  void aPartitionThatIsNotAssignedIsRefusedAsEver() {
    hold.set(true);
    assertThat(poll()).isEmpty();

    assertThatThrownBy(() -> streams.resume(Set.of(OLDER)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theConsumerOfAFailedThreadLeavesTheGroup() {
    failed.add(Thread.currentThread());

    streams.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP));

    assertThat(kafka.ending).isEqualTo(GroupMembershipOperation.LEAVE_GROUP);
  }

  @Test
  void theConsumerOfAnotherThreadKeepsItsPlace() {
    failed.add(new Thread());

    streams.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP));

    assertThat(kafka.ending).isEqualTo(GroupMembershipOperation.REMAIN_IN_GROUP);
  }

  private void assign(Set<TopicPartition> partitions) {
    kafka.updateBeginningOffsets(
        partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> 0L)));
    kafka.rebalance(partitions);
  }

  private void write(TopicPartition... partitions) {
    for (TopicPartition partition : partitions) {
      kafka.addRecord(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), offset++, new byte[0], new byte[0]));
    }
  }

  private Set<TopicPartition> poll() {
    return StreamSupport.stream(streams.poll(Duration.ZERO).spliterator(), false)
        .map(polled -> new TopicPartition(polled.topic(), polled.partition()))
        .collect(Collectors.toSet());
  }

  /** As Streams does until the stores are restored. */
  private final class PausingListener implements ConsumerRebalanceListener {
    private final Set<TopicPartition> known = new HashSet<>();

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Set<TopicPartition> added = new HashSet<>(partitions);
      added.removeAll(known);
      streams.pause(added);
      streams.resume(added);
      known.addAll(added);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      known.removeAll(Set.copyOf(partitions));
    }
  }

  /** Knows what became of its place in the group. */
  private static final class ClosingConsumer extends MockConsumer<byte[], byte[]> {
    private @Nullable GroupMembershipOperation ending;

    ClosingConsumer() {
      super(AutoOffsetResetStrategy.EARLIEST.name());
    }

    @Override
    public void close(CloseOptions option) {
      ending = option.groupMembershipOperation();
      super.close(option);
    }
  }
}
