package io.millrace.worker.streams;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.millrace.topology.EmbeddingTopology;
import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.stage.StageCounters;
import io.millrace.topology.stage.Stages;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running topology: from its start, over failures, to its end. Thread safe. */
public final class EmbeddingStream implements AutoCloseable {
  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingStream.class);

  private final KafkaStreams streams;
  private final StageCounters counters;
  private final BackfillHold backfill;
  private final CommitGate commits;
  private final CommittedLag lag;
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  /** An error after {@link #close} is the end that was asked for. */
  private volatile boolean failed;

  /** When it must have ended; only of a meaning once it is told to. */
  private volatile long closeByNanos;

  /** Since when partitions are on their way; only of a meaning while it is not running. */
  private volatile long unassignedNanos = System.nanoTime();

  private EmbeddingStream(
      KafkaStreams streams,
      StreamClients clients,
      String instanceId,
      StageCounters counters,
      CommittedLag lag) {
    this.streams = streams;
    this.counters = counters;
    this.backfill = clients.hold();
    this.commits = clients.gate();
    this.lag = lag;
    streams.setStateListener(this::moved);
    streams.setUncaughtExceptionHandler(
        new RetryBrokenInfrastructure(closing, instanceId, clients.gate(), clients.failed()));
  }

  /**
   * Makes the missing topics and starts; returns before partitions are assigned.
   *
   * @throws BrokerException if no broker answers or a source topic is missing
   * @throws ConfigException if Kafka Streams refuses a property, or its state has no place
   */
  public static EmbeddingStream start(
      WorkerConfig config, Collection<DocumentSource> sources, RecordTraces traces) {
    Outputs outputs = new WorkerTopics(config).prepare(sources);
    LookAhead lookAhead = new LookAhead(outputs.sources(), traces);
    StageCounters counters = new StageCounters();
    Topology topology =
        EmbeddingTopology.of(
            outputs.sources().stream()
                .map(source -> new Stages(source, lookAhead, counters))
                .toList(),
            config.streams().applicationId());
    StreamClients clients =
        new StreamClients(
            BackfillHold.of(sources, config.streams().applicationId()),
            new CommitGate(),
            new FailedThreads());
    String instanceId = InstanceId.of(config);
    Properties properties = StreamsProperties.of(config, instanceId, lookAhead);
    properties.put(DeadLetterHandler.MAX_VALUE_BYTES_CONFIG, outputs.letterValueBytes());
    KafkaStreams streams = streams(topology, properties, clients);
    EmbeddingStream stream =
        new EmbeddingStream(
            streams,
            clients,
            instanceId,
            counters,
            CommittedLag.start(
                config.kafka(),
                config.streams().applicationId(),
                sources.stream().map(DocumentSource::topic).toList()));
    streams.start();
    return stream;
  }

  /** Streams reads its properties and opens its folder when it is made. */
  private static KafkaStreams streams(
      Topology topology, Properties properties, KafkaClientSupplier clients) {
    try {
      return new KafkaStreams(topology, properties, clients);
    } catch (KafkaException | IllegalArgumentException e) {
      throw new ConfigException("streams: " + e.getMessage());
    }
  }

  private void moved(KafkaStreams.State now, KafkaStreams.State before) {
    LOG.atInfo().addKeyValue("state", now).log("stream");
    if (before == KafkaStreams.State.RUNNING) {
      unassignedNanos = System.nanoTime();
    }
    switch (now) {
      case RUNNING -> running.countDown();
      case ERROR, NOT_RUNNING -> {
        if (now == KafkaStreams.State.ERROR && closing.getCount() > 0) {
          failed = true;
        }
        running.countDown();
        ended.countDown();
        // Brokers that do not answer may keep it for a while.
        Thread.ofVirtual().name("lag-end").start(lag::close);
      }
      default -> {
        // On its way from one to the other.
      }
    }
  }

  /** Waits until every partition is assigned and restored; false when that takes longer. */
  public boolean awaitRunning(Duration timeout) throws InterruptedException {
    return running.await(timeout.toMillis(), TimeUnit.MILLISECONDS)
        && streams.state().isRunningOrRebalancing();
  }

  /** Waits until the stream has stopped, by {@link #close} or by a failure that no retry mends. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Whether a failure ended it. */
  public boolean hasFailed() {
    return failed;
  }

  /** As Kafka Streams names it, for people. */
  public String state() {
    return streams.state().name();
  }

  /** Whether every partition is assigned and restored. */
  public boolean isAssigned() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Whether it has been so at least once. */
  public boolean wasAssigned() {
    return running.getCount() == 0;
  }

  /** How long it has not been so; of no meaning while it is. */
  public Duration unassignedTime() {
    return Duration.ofNanos(System.nanoTime() - unassignedNanos);
  }

  /**
   * Stops to read the sources in the backfill lane, from the next poll on, or goes on where it
   * stopped. What is read already is embedded; the group keeps its members and partitions.
   */
  public void pauseBackfill(boolean on) {
    backfill.set(on);
  }

  /**
   * Records that are not committed yet, by partition of the sources that this process reads, as the
   * brokers said a moment ago. What they were not asked about yet is missing.
   */
  public Map<TopicPartition, Long> lag() {
    return lag.of(
        streams.metadataForLocalThreads().stream()
            .flatMap(thread -> thread.activeTasks().stream())
            .flatMap(task -> task.topicPartitions().stream())
            .collect(Collectors.toSet()));
  }

  /**
   * Ends it as a failure: what it reads cannot be embedded any more, and what is not committed yet
   * never will be. It is embedded again by whoever reads it next. Returns at once; a commit that is
   * on its way to the brokers already may still come true.
   */
  public void fail() {
    commits.shut();
    if (closing.getCount() > 0) {
      failed = true;
      stop();
    }
  }

  /**
   * Begins what {@link #close} waits for, and returns at once: what else has to end may do so
   * meanwhile.
   */
  public synchronized void stop() {
    if (closing.getCount() > 0) {
      closeByNanos = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
      closing.countDown();
      var _ = streams.close(Duration.ZERO);
    }
  }

  public StageCounters.Counts counts() {
    return counters.counts();
  }

  /** Records sent to the dead letters by source and reason, as far as there were any. */
  public Map<StageCounters.Cause, Long> rejections() {
    return counters.rejections();
  }

  /**
   * Meters of the metrics below, new at each call; the caller's to bind and to close.
   *
   * @param tags that tell this stream's from another's
   */
  public KafkaStreamsMetrics kafkaMeters(Iterable<Tag> tags) {
    return new KafkaStreamsMetrics(streams, tags);
  }

  /** Kafka Streams' own metrics. */
  public Map<MetricName, ? extends Metric> metrics() {
    return streams.metrics();
  }

  /** Commits what is processed and leaves; a static member keeps its place in the group. */
  @Override
  public void close() {
    stop();
    long leftNanos = Math.max(0, closeByNanos - System.nanoTime());
    if (!streams.close(Duration.ofNanos(leftNanos))) {
      LOG.warn("the stream did not stop within {} s", CLOSE_TIMEOUT.toSeconds());
    }
  }
}
