package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.registry.InProcessRegistry;
import io.millrace.schemas.serde.VectorRecordDeserializer;
import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.check.CheckReport;
import io.millrace.worker.check.CheckedSource;
import io.millrace.worker.check.IndexCheck;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.wiring.Worker;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics, the registry and the configuration of one stream over a {@link FakeEmbedder}; the
 * broker is shared.
 */
final class StreamFixture implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;

  private final TestTopics topics;
  private final int number;
  private final Path stateFolder;
  private final WorkerConfig config;
  private final int registryPort;
  private InProcessRegistry registry;

  StreamFixture(TestTopics topics, int number, Path stateFolder) throws Exception {
    this.topics = topics;
    this.number = number;
    this.stateFolder = stateFolder;
    this.registry = InProcessRegistry.start();
    this.registryPort = URI.create(registry.url()).getPort();
    this.config = config("");
    topics.create(config.source().topic(), PARTITIONS);
  }

  /** As of this fixture, with more keys of the section {@code streams}. */
  private WorkerConfig config(String streams) {
    return config(stateFolder, "overlapTokens: 0", streams);
  }

  private WorkerConfig config(Path folder, String chunks, String streams) {
    return ConfigFile.ofThisProcess()
        .parse(
            """
            kafka:
              bootstrap.servers: "%1$s"
              # Longer than any test: none may need that the group gives a member up.
              main.consumer.session.timeout.ms: 300000
              main.consumer.heartbeat.interval.ms: 500
            registry: {schema.registry.url: "%2$s", max.retries: 0}
            source: {topic: documents-%3$d}
            chunks: {%6$s}
            vectors: {topic: vectors-%3$d}
            deadLetters: {topic: dead-letters-%3$d}
            streams:
              applicationId: stream-%3$d
              instanceId: test
              stateDir: '%4$s'
              %5$s
            """
                .formatted(
                    topics.bootstrapServers(),
                    "http://127.0.0.1:" + registryPort,
                    number,
                    folder,
                    streams,
                    chunks));
  }

  /** A running worker; its engine is the caller's. */
  EmbeddingStream start(FakeEmbedder embedder) throws InterruptedException {
    return start(config, embedder);
  }

  /** As {@link #start}, but nothing is committed by the clock before the test ends. */
  EmbeddingStream startWithOpenTransactions(int threads, FakeEmbedder embedder)
      throws InterruptedException {
    return start(config("commitInterval: 59s\n  threads: " + threads), embedder);
  }

  EmbeddingStream startWithThreads(int threads, FakeEmbedder embedder) throws InterruptedException {
    return start(config("threads: " + threads), embedder);
  }

  /** Documents are not cut, and topics made by hand take what topics take by default. */
  EmbeddingStream startIntoTopicsMadeByHand(FakeEmbedder embedder) throws Exception {
    topics.createWithKafkasLimit(config.vectors().topic(), PARTITIONS);
    topics.createWithKafkasLimit(config.deadLetters().topic(), PARTITIONS);
    return start(
        config(
            stateFolder, "strategy: none, overlapTokens: 0", "threads: 1\ntopics: {create: false}"),
        embedder);
  }

  /** Another process under the instance id of {@link #start}, in a folder of its own. */
  EmbeddingStream startUnderTheSameInstanceId(FakeEmbedder embedder) throws InterruptedException {
    return start(config(stateFolder.resolveSibling("another"), "overlapTokens: 0", ""), embedder);
  }

  private static EmbeddingStream start(WorkerConfig config, FakeEmbedder embedder)
      throws InterruptedException {
    EmbeddingStream stream = new Worker(config, embedder).start();
    assertThat(stream.awaitRunning(PATIENCE)).isTrue();
    return stream;
  }

  WorkerConfig config() {
    return config;
  }

  void stopRegistry() {
    registry.close();
  }

  /** Where it was, but without its schemas. */
  void startRegistry() throws IOException {
    registry = InProcessRegistry.start(registryPort);
  }

  void write(String id, @Nullable String text) throws Exception {
    write(TestTopics.bytes(id), TestTopics.bytes(text));
  }

  void write(byte @Nullable [] key, byte @Nullable [] value) throws Exception {
    topics.write(List.of(new ProducerRecord<>(config.source().topic(), key, value)));
  }

  /** Documents of one, two and three chunks, each text its own. */
  void writeDocuments(int from, int to) throws Exception {
    topics.write(
        IntStream.range(from, to)
            .mapToObj(i -> TestTopics.text(config.source().topic(), "d" + i, document(i)))
            .toList());
  }

  /** A sentence fills more than half of a chunk. */
  static String document(int number) {
    String sentence = "The sentence of document %d has ten words in all.".formatted(number);
    return (sentence + " ").repeat(1 + number % 3).strip();
  }

  void awaitCaughtUp() {
    try (StreamProgress progress = progress()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(progress.committed()).isEqualTo(progress.written()));
    }
  }

  /** Waits until so many records of all partitions are not done. */
  static void awaitLag(EmbeddingStream stream, long records) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(stream.lag())
                .satisfies(lag ->
                    assertThat(lag.values().stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(records))
                .hasSize(PARTITIONS));
  }

  /** Waits until this many stream threads of a worker have ended by an exception. */
  static void awaitFailedThreads(EmbeddingStream stream, int atLeast) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(failedThreads(stream)).isGreaterThanOrEqualTo(atLeast));
  }

  static double failedThreads(EmbeddingStream stream) {
    return stream.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("failed-stream-threads"))
        .map(Metric::metricValue)
        .mapToDouble(value -> ((Number) value).doubleValue())
        .sum();
  }

  /** Records whose results are committed. */
  long committed() throws InterruptedException {
    try (StreamProgress progress = progress()) {
      return progress.committed();
    }
  }

  /** Waits until vectors lie on the broker that are not committed. */
  void awaitUncommittedVectors(int atLeast) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(uncommittedVectors()).isGreaterThanOrEqualTo(atLeast));
  }

  /** Offsets of the vectors that belong to no ended transaction. */
  long uncommittedVectors() throws Exception {
    return vectorsEnd(IsolationLevel.READ_UNCOMMITTED) - vectorsEnd(IsolationLevel.READ_COMMITTED);
  }

  private long vectorsEnd(IsolationLevel isolation) throws Exception {
    Map<TopicPartition, OffsetSpec> latest =
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(config.vectors().topic(), partition))
            .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
    try (Admin admin = Admin.create(topics.client())) {
      return admin
          .listOffsets(latest, new ListOffsetsOptions(isolation))
          .all()
          .get()
          .values()
          .stream()
          .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
          .sum();
    }
  }

  /** Vectors and tombstones that a consumer of committed records sees. */
  int committedVectors() {
    AtomicInteger vectors = new AtomicInteger();
    topics
        .committed(config.vectors().topic())
        .scan(new ByteArrayDeserializer(), _ -> vectors.incrementAndGet());
    return vectors.get();
  }

  private StreamProgress progress() {
    return new StreamProgress(
        topics.bootstrapServers(), config.streams().applicationId(), config.source().topic());
  }

  CheckReport check() throws InterruptedException {
    VectorRecordDeserializer values = new VectorRecordDeserializer();
    values.configure(config.registry(), false);
    DocumentSource source = new Worker(config, new FakeEmbedder()).sources().getFirst();
    CheckedSource checked =
        new CheckedSource(
            source,
            topics.committed(source.topic()),
            topics.committed(source.vectors().name()),
            values,
            false);
    return new IndexCheck(
            List.of(checked), Optional.of(topics.committed(config.deadLetters().topic())), 0)
        .run();
  }

  /** The reason of each dead letter by its key; that of a record without one by {@code null}. */
  Map<String, String> deadLetterReasons() {
    Map<String, String> reasons = new TreeMap<>();
    topics
        .committed(config.deadLetters().topic())
        .scan(
            new ByteArrayDeserializer(),
            letter ->
                reasons.put(
                    letter.key() == null ? "null" : utf8(letter.key()),
                    utf8(letter.headers().lastHeader(DeadLetterHandler.REASON).value())));
    return reasons;
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    registry.close();
  }
}
