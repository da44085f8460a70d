package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.serde.VectorRecordDeserializer;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.check.CheckReport;
import io.millrace.worker.check.CheckedSource;
import io.millrace.worker.check.IndexCheck;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.wiring.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source that may wait beside one that may not, over a real broker and registry. */
@Timeout(180)
class BackfillPauseIT {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;
  private static LocalCluster cluster;

  @TempDir Path folder;

  private final int number = COUNT.incrementAndGet();
  private final String live = "live-" + number;
  private final String old = "old-" + number;

  @SuppressWarnings("NullAway.Init")
  private TestTopics topics;

  private int liveDocuments;
  private int oldDocuments;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(cluster.bootstrapServers());
    topics.create(live, PARTITIONS);
    topics.create(old, PARTITIONS);
  }

  @Test
  void aPausedBackfillStopsWithinAPollWhileTheStreamGoesOn() throws Exception {
    try (EmbeddingStream stream = start("one")) {
      writeOld(20);
      awaitCaughtUp(old);
      pause(stream);
      writeOld(20);
      writeLive(20);
      awaitCaughtUp(live);
      assertThat(committed(old)).isEqualTo(20);

      stream.pauseBackfill(false);

      awaitCaughtUp(old);
    }
    assertEachChunkIsThereOnce();
  }

  /** The second worker comes while both are paused, and the first one leaves. */
  @Test
  void partitionsThatMoveWhileTheBackfillIsPausedStayPaused() throws Exception {
    try (EmbeddingStream one = start("one")) {
      writeOld(20);
      awaitCaughtUp(old);
      pause(one);
      writeOld(20);
      try (EmbeddingStream two = worker("two").start()) {
        two.pauseBackfill(true);
        await().atMost(PATIENCE).until(() -> two.isAssigned() && hasPartitions(two));
        writeLive(20);
        awaitCaughtUp(live);
        assertThat(committed(old)).isEqualTo(20);
        leave(one);
        writeLive(20);
        awaitCaughtUp(live);
        assertThat(committed(old)).isEqualTo(20);

        two.pauseBackfill(false);

        awaitCaughtUp(old);
      }
    }
    assertEachChunkIsThereOnce();
  }

  @Test
  void aWorkerThatIsStartedAgainGoesOnWhereThePausedOneStopped() throws Exception {
    try (EmbeddingStream stream = start("one")) {
      writeOld(20);
      awaitCaughtUp(old);
      pause(stream);
      writeOld(20);
    }
    assertThat(committed(old)).isEqualTo(20);

    try (EmbeddingStream stream = start("one")) {
      awaitCaughtUp(old);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(stream.lag()).isNotEmpty().allSatisfy((_, lag) -> isZero(lag)));
    }

    assertEachChunkIsThereOnce();
  }

  @Test
  void aStreamThatIsFailedEndsAsAFailure() throws Exception {
    try (EmbeddingStream stream = start("one")) {
      stream.fail();

      stream.awaitEnd();

      assertThat(stream.hasFailed()).isTrue();
      assertThat(stream.isAssigned()).isFalse();
    }
  }

  private static void isZero(long lag) {
    assertThat(lag).isZero();
  }

  private static void leave(EmbeddingStream worker) {
    worker.close();
  }

  private static boolean hasPartitions(EmbeddingStream stream) {
    return stream.metrics().entrySet().stream()
            .filter(metric -> metric.getKey().name().equals("assigned-partitions"))
            .mapToDouble(metric -> (Double) metric.getValue().metricValue())
            .sum()
        > 0;
  }

  private EmbeddingStream start(String instance) throws InterruptedException {
    EmbeddingStream stream = worker(instance).start();
    assertThat(stream.awaitRunning(PATIENCE)).isTrue();
    return stream;
  }

  /**
   * Returns when the pause is in force: the second of two records that are written one after the
   * other's commit was polled by a poll that began after it, on the one stream thread.
   */
  private void pause(EmbeddingStream stream) throws Exception {
    stream.pauseBackfill(true);
    writeLive(1);
    awaitCaughtUp(live);
    writeLive(1);
    awaitCaughtUp(live);
  }

  private Worker worker(String instance) {
    return new Worker(config(instance), new FakeEmbedder());
  }

  private WorkerConfig config(String instance) {
    return ConfigFile.ofThisProcess()
        .parse(
            """
            kafka:
              bootstrap.servers: "%1$s"
              # The partitions of a worker that has left wait for so long.
              main.consumer.session.timeout.ms: 3000
              main.consumer.heartbeat.interval.ms: 500
            registry: {schema.registry.url: "%2$s"}
            chunks: {overlapTokens: 0}
            sources:
              %3$s: {vectors: {topic: %3$s-vectors}}
              %4$s: {vectors: {topic: %4$s-vectors}, lane: backfill}
            deadLetters: {topic: dead-letters-%5$d}
            streams: {applicationId: paused-%5$d, instanceId: %6$s, stateDir: '%7$s', threads: 1}
            """
                .formatted(
                    cluster.bootstrapServers(),
                    cluster.registryUrl(),
                    live,
                    old,
                    number,
                    instance,
                    folder.resolve(instance)));
  }

  private void writeLive(int documents) throws Exception {
    write(live, liveDocuments, liveDocuments + documents);
    liveDocuments += documents;
  }

  private void writeOld(int documents) throws Exception {
    write(old, oldDocuments, oldDocuments + documents);
    oldDocuments += documents;
  }

  private void write(String topic, int from, int to) throws Exception {
    topics.write(
        IntStream.range(from, to)
            .mapToObj(i -> TestTopics.text(topic, topic + i, StreamFixture.document(i)))
            .toList());
  }

  private void awaitCaughtUp(String topic) {
    try (StreamProgress progress = progress(topic)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(progress.committed()).isEqualTo(progress.written()));
    }
  }

  private long committed(String topic) throws InterruptedException {
    try (StreamProgress progress = progress(topic)) {
      return progress.committed();
    }
  }

  private StreamProgress progress(String topic) {
    return new StreamProgress(cluster.bootstrapServers(), "paused-" + number, topic);
  }

  private void assertEachChunkIsThereOnce() throws InterruptedException {
    WorkerConfig config = config("check");
    CheckReport report =
        new IndexCheck(
                new Worker(config, new FakeEmbedder())
                    .sources().stream().map(source -> checked(source, config)).toList(),
                Optional.of(topics.committed(config.deadLetters().topic())),
                0)
            .run();
    assertThat(report.findings()).isEmpty();
    assertThat(report.documents()).isEqualTo(liveDocuments + oldDocuments);
    assertThat(records(live) + records(old)).isEqualTo(report.chunks());
  }

  private CheckedSource checked(DocumentSource source, WorkerConfig config) {
    VectorRecordDeserializer values = new VectorRecordDeserializer();
    values.configure(config.registry(), false);
    return new CheckedSource(
        source,
        topics.committed(source.topic()),
        topics.committed(source.vectors().name()),
        values,
        false);
  }

  private int records(String topic) {
    AtomicInteger records = new AtomicInteger();
    topics
        .committed(topic + "-vectors")
        .scan(new ByteArrayDeserializer(), _ -> records.incrementAndGet());
    return records.get();
  }
}
