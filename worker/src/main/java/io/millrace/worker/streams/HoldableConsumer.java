package io.millrace.worker.streams;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A main consumer whose backfill can be held: its partitions are paused, nothing that was polled is
 * dropped, and the group sees a member that polls as ever. Kafka Streams pauses and resumes
 * partitions for reasons of its own; what it asks for is remembered, so that neither lets go what
 * the other holds.
 *
 * <p>When its thread has failed it leaves the group at once.
 *
 * <p>Whether to hold is asked before each poll and heeded until the next. Everything runs on the
 * stream thread, rebalance listeners too, except for what the consumer allows of other threads.
 */
final class HoldableConsumer implements InvocationHandler {
  private final Consumer<byte[], byte[]> consumer;
  private final BackfillHold hold;
  private final FailedThreads failed;
  private final Set<TopicPartition> pausedByStreams = new HashSet<>();
  private boolean holding;

  private HoldableConsumer(
      Consumer<byte[], byte[]> consumer, BackfillHold hold, FailedThreads failed) {
    this.consumer = consumer;
    this.hold = hold;
    this.failed = failed;
  }

  @SuppressWarnings("unchecked")
  static Consumer<byte[], byte[]> around(
      Consumer<byte[], byte[]> consumer, BackfillHold hold, FailedThreads failed) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            HoldableConsumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new HoldableConsumer(consumer, hold, failed));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object[] given = arguments == null ? new Object[0] : arguments;
    switch (method.getName()) {
      case "poll" -> holdOrLetGo();
      case "pause" -> {
        consumer.pause(partitions(given));
        pausedByStreams.addAll(partitions(given));
        return null;
      }
      case "paused" -> {
        return Set.copyOf(pausedByStreams);
      }
      case "resume" -> {
        consumer.resume(withoutHeld(partitions(given)));
        pausedByStreams.removeAll(partitions(given));
        return null;
      }
      case "subscribe" -> given = Arrays.stream(given).map(this::watched).toArray();
      case "unsubscribe" -> pausedByStreams.clear();
      case "close" -> given = Arrays.stream(given).map(this::leaving).toArray();
      default -> {
        // As it is.
      }
    }
    return Passed.to(consumer, method, given);
  }

  private void holdOrLetGo() {
    boolean before = holding;
    holding = hold.isOn();
    if (holding) {
      consumer.pause(backfill());
    } else if (before) {
      Set<TopicPartition> free = backfill();
      free.removeAll(pausedByStreams);
      consumer.resume(free);
    }
  }

  private Set<TopicPartition> backfill() {
    return consumer.assignment().stream().filter(hold::concerns).collect(Collectors.toSet());
  }

  /** What is not assigned goes through: the consumer has an opinion on it. */
  private Set<TopicPartition> withoutHeld(Collection<TopicPartition> partitions) {
    Set<TopicPartition> others = new HashSet<>(partitions);
    if (holding) {
      others.removeAll(backfill());
    }
    return others;
  }

  @SuppressWarnings("unchecked") // pause and resume take nothing else
  private static Collection<TopicPartition> partitions(Object[] arguments) {
    return (Collection<TopicPartition>) arguments[0];
  }

  /**
   * The thread that takes a failed one's place is another member. Were the failed one's to stay, as
   * static members do, the group would wait for it until its session ends: nobody would have its
   * partitions, and no thread could end meanwhile.
   */
  private Object leaving(Object argument) {
    return argument instanceof CloseOptions && failed.remove(Thread.currentThread())
        ? CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
        : argument;
  }

  private Object watched(Object argument) {
    return argument instanceof ConsumerRebalanceListener listener
        ? new Watching(listener)
        : argument;
  }

  /** A partition that leaves forgets its pauses; one that comes is held before it is fetched. */
  private final class Watching implements ConsumerRebalanceListener {
    private final ConsumerRebalanceListener ofStreams;

    Watching(ConsumerRebalanceListener ofStreams) {
      this.ofStreams = ofStreams;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      ofStreams.onPartitionsAssigned(partitions);
      if (holding) {
        consumer.pause(backfill());
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      ofStreams.onPartitionsRevoked(partitions);
      pausedByStreams.removeAll(Set.copyOf(partitions));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      ofStreams.onPartitionsLost(partitions);
      pausedByStreams.removeAll(Set.copyOf(partitions));
    }
  }
}
