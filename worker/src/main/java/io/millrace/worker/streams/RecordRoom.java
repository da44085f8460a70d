package io.millrace.worker.streams;

import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.stage.Stages;
import io.millrace.worker.config.WorkerConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether topics that are there already take the longest record that may be written to them: they
 * may have been made when the limits were lower, and one record that a topic does not take stops
 * its partition for good.
 */
record RecordRoom(WorkerConfig config, Cluster cluster) {
  private static final String LIMIT = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

  /** Key and headers of a dead letter, as far as it carries them. */
  private static final int BESIDES_LETTER_BYTES = 256 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(RecordRoom.class);

  /** What a topic must take, and whose it is. */
  private record Need(int bytes, String key, boolean mayRaise) {}

  /**
   * Raises the limits of topics that the worker may make, and of its stores' changelogs.
   *
   * @throws BrokerException if a limit is too low and stays so
   */
  void provide(Collection<DocumentSource> sources) {
    Map<String, Need> needs = needs(sources);
    needs.keySet().retainAll(cluster.partitions(needs.keySet()).keySet());
    limits(needs)
        .forEach((topic, limit) -> {
          Need need = needs.get(topic);
          if (need != null && limit < need.bytes()) {
            raise(topic, limit, need);
          }
        });
  }

  private Map<String, Need> needs(Collection<DocumentSource> sources) {
    Map<String, Need> needs = new HashMap<>();
    for (DocumentSource source : sources) {
      needs.put(source.vectors().name(), outside("vectors.topic", config.maxRecordBytes()));
      if (!config.kafka().containsKey(StreamsConfig.topicPrefix(LIMIT))) {
        Stages.storeNames(source)
            .forEach(store -> needs.put(changelog(store), ofStore(config.maxRecordBytes())));
      }
    }
    int letter = config.deadLetters().maxValueSize().intBytes() + BESIDES_LETTER_BYTES;
    needs.put(config.deadLetters().topic(), outside("deadLetters.topic", letter));
    return needs;
  }

  private Need outside(String key, int bytes) {
    return new Need(bytes, key, config.topics().create());
  }

  private static Need ofStore(int bytes) {
    return new Need(bytes, "source.maxDocumentSize", true);
  }

  private String changelog(String store) {
    return EarlierRun.changelog(config.streams().applicationId(), store);
  }

  private Map<String, Long> limits(Map<String, Need> needs) {
    Map<String, Long> limits = new HashMap<>();
    try {
      cluster
          .property(LIMIT, needs.keySet())
          .forEach((topic, limit) -> limits.put(topic, Long.parseLong(limit)));
    } catch (AuthorizationException e) {
      LOG.warn("the brokers do not tell {} of topics: {}", LIMIT, e.getMessage());
    }
    return limits;
  }

  private void raise(String topic, long limit, Need need) {
    if (!need.mayRaise()) {
      throw tooLow(topic, limit, need, "raise it, or lower source.maxDocumentSize", null);
    }
    try {
      cluster.setProperty(topic, LIMIT, Integer.toString(need.bytes()));
      LOG.atInfo().addKeyValue("topic", topic).addKeyValue(LIMIT, need.bytes()).log("raised");
    } catch (ApiException e) {
      throw tooLow(topic, limit, need, "the brokers refuse more: " + e.getMessage(), e);
    }
  }

  private static BrokerException tooLow(
      String topic, long limit, Need need, String remedy, @Nullable Exception cause) {
    return new BrokerException(
        "%s: \"%s\" has %s %d, but records of up to %d bytes are written to it: %s"
            .formatted(need.key(), topic, LIMIT, limit, need.bytes(), remedy),
        cause);
  }
}
