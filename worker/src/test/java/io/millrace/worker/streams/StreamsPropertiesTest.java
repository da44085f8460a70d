package io.millrace.worker.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.lookahead.LookAheadInterceptor;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asserts what the clients get in the end, after Streams has merged prefixes and defaults. */
class StreamsPropertiesTest {
  private final LookAhead lookAhead = new LookAhead(List.of());

  @Test
  void theStreamCommitsExactlyOnce() {
    StreamsConfig config = properties("");

    assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
        .isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
    assertThat(mainConsumer(config)).containsEntry("isolation.level", "read_committed");
  }

  @Test
  void theMainConsumerLooksAhead() {
    assertThat(mainConsumer(properties("")))
        .containsEntry("interceptor.classes", LookAheadInterceptor.class.getName())
        .containsValue(lookAhead);
  }

  @Test
  void aRestartedWorkerIsTheSameMember() {
    assertThat(mainConsumer(properties(""))).containsEntry("group.instance.id", "worker-0-1");
  }

  @Test
  void theWorkersOwnKeysBecomeStreams() {
    StreamsConfig config =
        properties(
            """
            streams: {applicationId: articles, threads: 3, commitInterval: 1s, stateDir: /state}
            deadLetters: {topic: article-dead-letters, maxValueSize: 1KiB}
            """);

    assertThat(config.originals())
        .containsEntry(StreamsConfig.APPLICATION_ID_CONFIG, "articles")
        .containsEntry(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 3)
        .containsEntry(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000L)
        .containsEntry(StreamsConfig.STATE_DIR_CONFIG, "/state")
        .containsEntry(
            StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, "article-dead-letters")
        .containsEntry(DeadLetterHandler.MAX_VALUE_BYTES_CONFIG, 1024);
  }

  @Test
  void whatExactlyOnceStandsOnCannotBeConfiguredAway() {
    StreamsConfig config =
        properties(
            """
            kafka:
              processing.guarantee: at_least_once
              application.id: other
              processing.exception.handler: com.example.Handler
              main.consumer.interceptor.classes: com.example.Interceptor
            """);

    assertThat(config.originals())
        .containsEntry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2)
        .containsEntry(StreamsConfig.APPLICATION_ID_CONFIG, "millrace")
        .containsEntry(
            StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
            DeadLetterHandler.class.getName());
    assertThat(mainConsumer(config))
        .containsEntry("interceptor.classes", LookAheadInterceptor.class.getName());
  }

  @ParameterizedTest
  @CsvSource({
    "max.poll.records, 77, main.consumer.max.poll.records",
    "max.poll.records, 77, consumer.max.poll.records",
    "max.poll.records, 77, max.poll.records",
    "auto.offset.reset, latest, auto.offset.reset",
    "security.protocol, SSL, security.protocol",
  })
  void aConsumersKeyWinsOverItsDefaultHoweverItIsPrefixed(
      String key, String value, String written) {
    assertThat(mainConsumer(properties("kafka: {%s: %s}".formatted(written, value))).get(key))
        .hasToString(value);
  }

  @ParameterizedTest
  @CsvSource({
    "linger.ms, 77, producer.linger.ms",
    "linger.ms, 77, linger.ms",
    "compression.type, zstd, compression.type",
    "transaction.timeout.ms, 90000, transaction.timeout.ms",
  })
  void aProducersKeyWinsOverItsDefaultHoweverItIsPrefixed(
      String key, String value, String written) {
    assertThat(producer(properties("kafka: {%s: %s}".formatted(written, value))).get(key))
        .hasToString(value);
  }

  @Test
  void theProducerTakesTheLongestDocumentAndTheLongestDeadLetter() {
    assertThat(producer(properties("source: {maxDocumentSize: 8MiB}")))
        .containsEntry("max.request.size", 9 << 20);
    assertThat(producer(properties("deadLetters: {maxValueSize: 10MiB}")))
        .containsEntry("max.request.size", 11 << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "'', -1",
    "'topics: {replicationFactor: 3}', 3",
    "'{topics: {replicationFactor: 3}, kafka: {replication.factor: 2}}', 2",
  })
  void changelogsAreReplicatedAsTheOtherTopics(String yaml, int replicationFactor) {
    assertThat(properties(yaml).getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG))
        .isEqualTo(replicationFactor);
  }

  private StreamsConfig properties(String yaml) {
    WorkerConfig config = ConfigFile.ofThisProcess().parse(yaml);
    return new StreamsConfig(StreamsProperties.of(config, "worker-0", lookAhead));
  }

  private static Map<String, Object> mainConsumer(StreamsConfig config) {
    return config.getMainConsumerConfigs("group", "client", 1);
  }

  private static Map<String, Object> producer(StreamsConfig config) {
    return config.getProducerConfigs("client");
  }
}
