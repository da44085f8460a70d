package io.millrace.worker.streams;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.millrace.topology.EmbeddingTopology;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.stage.StageCounters;
import io.millrace.topology.stage.Stages;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running topology: from its start, over failures, to its end. Thread safe. */
public final class EmbeddingStream implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingStream.class);

  private final KafkaStreams streams;
  private final StageCounters counters;
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  /** An error after {@link #close} is the end that was asked for. */
  private volatile boolean failed;

  private EmbeddingStream(KafkaStreams streams, StageCounters counters) {
    this.streams = streams;
    this.counters = counters;
    streams.setStateListener((now, before) -> moved(now));
    streams.setUncaughtExceptionHandler(new RetryBrokenInfrastructure(closing));
  }

  /**
   * Makes the missing topics and starts; returns before partitions are assigned.
   *
   * @throws BrokerException if no broker answers or a source topic is missing
   * @throws ConfigException if Kafka Streams refuses a property, or its state has no place
   */
  public static EmbeddingStream start(WorkerConfig config, Collection<DocumentSource> sources) {
    new WorkerTopics(config).prepare(sources);
    LookAhead lookAhead = new LookAhead(sources);
    StageCounters counters = new StageCounters();
    Topology topology =
        EmbeddingTopology.of(
            sources.stream().map(source -> new Stages(source, lookAhead, counters)).toList(),
            config.streams().applicationId());
    KafkaStreams streams =
        streams(topology, StreamsProperties.of(config, instanceId(config), lookAhead));
    EmbeddingStream stream = new EmbeddingStream(streams, counters);
    streams.start();
    return stream;
  }

  /** Streams reads its properties and opens its folder when it is made. */
  private static KafkaStreams streams(Topology topology, Properties properties) {
    try {
      return new KafkaStreams(topology, properties);
    } catch (KafkaException | IllegalArgumentException e) {
      throw new ConfigException("streams: " + e.getMessage());
    }
  }

  private static String instanceId(WorkerConfig config) {
    String configured = config.streams().instanceId();
    if (!configured.isEmpty()) {
      return configured;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new BrokerException(
          "streams.instanceId: this machine has no host name to take for it; set one", e);
    }
  }

  private void moved(KafkaStreams.State now) {
    LOG.atInfo().addKeyValue("state", now).log("stream");
    switch (now) {
      case RUNNING -> running.countDown();
      case ERROR, NOT_RUNNING -> {
        failed = now == KafkaStreams.State.ERROR && closing.getCount() > 0;
        running.countDown();
        ended.countDown();
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

  public StageCounters.Counts counts() {
    return counters.counts();
  }

  /** Records sent to the dead letters by source and reason, as far as there were any. */
  public Map<StageCounters.Cause, Long> rejections() {
    return counters.rejections();
  }

  /** Meters of the metrics below, new at each call; the caller's to bind and to close. */
  public KafkaStreamsMetrics kafkaMeters() {
    return new KafkaStreamsMetrics(streams);
  }

  /** Kafka Streams' own metrics. */
  public Map<MetricName, ? extends Metric> metrics() {
    return streams.metrics();
  }

  /** Commits what is processed and leaves; a static member keeps its place in the group. */
  @Override
  public void close() {
    closing.countDown();
    if (!streams.close(CLOSE_TIMEOUT)) {
      LOG.warn("the stream did not stop within {} s", CLOSE_TIMEOUT.toSeconds());
    }
  }
}
