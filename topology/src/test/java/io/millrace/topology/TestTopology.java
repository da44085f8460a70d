package io.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.lookahead.LookAheadInterceptor;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.source.DocumentParser;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.SourceLimits;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.stage.StageCounters;
import io.millrace.topology.stage.Stages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The whole topology over a {@link FakeEmbedder}: JSON documents with their text in {@code text},
 * at most 16 tokens a chunk, no overlap.
 */
public final class TestTopology implements AutoCloseable {
  static final String DOCUMENTS = TestSource.DOCUMENTS;
  static final String VECTORS = TestSource.VECTORS;
  static final String DEAD_LETTERS = "dead-letters";
  static final int MAX_DEAD_LETTER_VALUE_BYTES = 1_000;
  static final int MAX_DOCUMENT_BYTES = 4_000;
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final StageCounters counters = new StageCounters();
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> documents;
  private final TestOutputTopic<String, VectorRecord> vectors;
  private final TestOutputTopic<byte[], byte[]> deadLetters;
  private final LookAheadInterceptor interceptor = new LookAheadInterceptor();
  private long nextOffset;

  public TestTopology(Path stateFolder, FakeEmbedder embedder) {
    this(stateFolder, embedder, DocumentSource.Keeping.hashes());
  }

  TestTopology(Path stateFolder, FakeEmbedder embedder, DocumentSource.Keeping keeping) {
    this(stateFolder, embedder, settings(), keeping);
  }

  TestTopology(
      Path stateFolder,
      FakeEmbedder embedder,
      SourceSettings settings,
      DocumentSource.Keeping keeping) {
    this(stateFolder, embedder, settings, keeping, RecordTraces.OFF);
  }

  TestTopology(Path stateFolder, FakeEmbedder embedder, RecordTraces traces) {
    this(stateFolder, embedder, settings(), DocumentSource.Keeping.hashes(), traces);
  }

  private TestTopology(
      Path stateFolder,
      FakeEmbedder embedder,
      SourceSettings settings,
      DocumentSource.Keeping keeping,
      RecordTraces traces) {
    DocumentSource source =
        TestSource.of(new DocumentParser(settings, id -> Optional.empty()), embedder, keeping);
    LookAhead lookAhead = new LookAhead(List.of(source), traces);
    interceptor.configure(lookAhead.consumerConfig());
    VectorRecordSerde serde = new VectorRecordSerde();
    driver =
        new TopologyTestDriver(
            EmbeddingTopology.of(List.of(new Stages(source, lookAhead, counters)), "test"),
            configuration(stateFolder),
            NOW);
    documents =
        driver.createInputTopic(DOCUMENTS, new ByteArraySerializer(), new ByteArraySerializer());
    vectors = driver.createOutputTopic(VECTORS, new StringDeserializer(), serde.deserializer());
    deadLetters =
        driver.createOutputTopic(
            DEAD_LETTERS, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static SourceSettings settings() {
    SourceLimits limits = SourceLimits.defaults();
    return SourceSettings.builder(DOCUMENTS)
        .format(SourceSettings.Format.JSON)
        .limits(new SourceLimits(limits.keyBytes(), MAX_DOCUMENT_BYTES, limits.metadataBytes()))
        .build();
  }

  private static Properties configuration(Path stateFolder) {
    Properties configuration = new Properties();
    configuration.putAll(
        Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG,
            "test",
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
            "nowhere:9092",
            StreamsConfig.STATE_DIR_CONFIG,
            stateFolder.toString(),
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.EXACTLY_ONCE_V2,
            StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
            DeadLetterHandler.class.getName(),
            StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
            DEAD_LETTERS,
            DeadLetterHandler.MAX_VALUE_BYTES_CONFIG,
            MAX_DEAD_LETTER_VALUE_BYTES));
    return configuration;
  }

  /** A JSON document with this text. */
  public static String json(String text) {
    return "{\"text\": \"" + text + "\"}";
  }

  /** Ten words that no other number gives: a chunk of its own. */
  public static String sentence(int number) {
    return "This sentence has exactly ten words and carries number n" + number + ".";
  }

  void write(String id, String text) {
    pipe(bytes(id), bytes(json(text)));
  }

  void delete(String id) {
    pipe(bytes(id), null);
  }

  void pipe(byte @Nullable [] key, byte @Nullable [] value) {
    pipe(new TestRecord<>(key, value, NOW));
  }

  void pipe(TestRecord<byte[], byte[]> record) {
    nextOffset++;
    documents.pipeInput(record);
  }

  /** Lets the wall clock go on. */
  void advance(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** Shows the look-ahead the values that will be piped next, as one poll of partition 0. */
  @SafeVarargs
  final void poll(Map.Entry<String, String>... documentsAhead) {
    long offset = nextOffset;
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Map.Entry<String, String> document : documentsAhead) {
      records.add(polled(offset++, NOW, document.getKey(), document.getValue()));
    }
    poll(records);
  }

  /** The same with one document of another time. */
  void poll(Instant time, String id, String text) {
    poll(List.of(polled(nextOffset, time, id, text)));
  }

  private void poll(List<ConsumerRecord<byte[], byte[]>> records) {
    interceptor.onConsume(
        new ConsumerRecords<>(Map.of(new TopicPartition(DOCUMENTS, 0), records), Map.of()));
  }

  private static ConsumerRecord<byte[], byte[]> polled(
      long offset, Instant time, String id, String text) {
    return new ConsumerRecord<>(
        DOCUMENTS,
        0,
        offset,
        time.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        bytes(id),
        bytes(json(text)),
        new RecordHeaders(),
        Optional.empty());
  }

  List<TestRecord<String, VectorRecord>> vectors() {
    return vectors.readRecordsToList();
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetters.readRecordsToList();
  }

  StageCounters.Counts counts() {
    return counters.counts();
  }

  Map<StageCounters.Cause, Long> rejections() {
    return counters.rejections();
  }

  KeyValueStore<String, DocumentState> store() {
    return driver.getKeyValueStore(Stages.documentsStore(DOCUMENTS));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public void close() {
    driver.close();
  }
}
