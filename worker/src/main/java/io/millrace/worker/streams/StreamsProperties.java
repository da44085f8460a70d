package io.millrace.worker.streams;

import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.worker.config.WorkerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What Kafka Streams is told: first our defaults, over them whatever the configuration's {@code
 * kafka} section names, and over both what exactly-once and the look-ahead stand on.
 */
final class StreamsProperties {
  /** One poll is the depth of the look-ahead: several batches of short texts. */
  private static final int MAX_POLL_RECORDS = 2000;

  /**
   * A killed worker's transaction is aborted when it comes back under its own id; this is for one
   * that does not.
   */
  private static final int TRANSACTION_TIMEOUT_MILLIS = 60_000;

  private static final int PRODUCER_LINGER_MILLIS = 10;

  private StreamsProperties() {}

  static Properties of(WorkerConfig config, String instanceId, LookAhead lookAhead) {
    Map<String, Object> all = defaults(config, instanceId);
    all.keySet().removeIf(key -> isNamedWithoutPrefix(key, config.kafka()));
    all.putAll(config.kafka());
    all.putAll(fixed(config, lookAhead));
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }

  /** Streams lets a prefixed key win: a default of ours would win over a user's general key. */
  private static boolean isNamedWithoutPrefix(String key, Map<String, String> named) {
    String mainConsumer = StreamsConfig.MAIN_CONSUMER_PREFIX;
    if (key.startsWith(mainConsumer)) {
      String general = key.substring(mainConsumer.length());
      return named.containsKey(general) || named.containsKey(StreamsConfig.consumerPrefix(general));
    }
    return key.startsWith(StreamsConfig.PRODUCER_PREFIX)
        && named.containsKey(key.substring(StreamsConfig.PRODUCER_PREFIX.length()));
  }

  private static Map<String, Object> defaults(WorkerConfig config, String instanceId) {
    Map<String, Object> all = new HashMap<>();
    all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.streams().standbyReplicas());
    all.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) config.topics().replicationFactor());
    all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreMemory.class);
    all.put(StoreMemory.CONFIG, config.streams().storeMemory().bytes());
    all.put(main(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MAX_POLL_RECORDS);
    all.put(main(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    all.put(main(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
    // Changelogs hold rows and vectors of documents as large as a document may be.
    all.put(topic(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), config.maxRecordBytes());
    all.put(producer(ProducerConfig.LINGER_MS_CONFIG), PRODUCER_LINGER_MILLIS);
    all.put(producer(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_TIMEOUT_MILLIS);
    all.put(producer(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), config.maxRecordBytes());
    all.put(producer(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    return all;
  }

  private static Map<String, Object> fixed(WorkerConfig config, LookAhead lookAhead) {
    Map<String, Object> all = new HashMap<>();
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, config.streams().applicationId());
    all.put(StreamsConfig.CLIENT_ID_CONFIG, config.streams().applicationId());
    all.put(StreamsConfig.STATE_DIR_CONFIG, config.streams().stateDir().toString());
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.streams().threads());
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.streams().commitInterval().toMillis());
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    all.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class.getName());
    // Silences a warning; there is no global store, and the constant is deprecated already.
    all.put("processing.exception.handler.global.enabled", true);
    all.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, config.deadLetters().topic());
    all.put(
        DeadLetterHandler.MAX_VALUE_BYTES_CONFIG, config.deadLetters().maxValueSize().intBytes());
    lookAhead.consumerConfig().forEach((key, value) -> all.put(main(key), value));
    return all;
  }

  private static String main(String key) {
    return StreamsConfig.mainConsumerPrefix(key);
  }

  private static String topic(String key) {
    return StreamsConfig.topicPrefix(key);
  }

  private static String producer(String key) {
    return StreamsConfig.producerPrefix(key);
  }
}
