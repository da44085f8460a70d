package io.millrace.worker.streams;

import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.VectorsTopic;
import io.millrace.topology.stage.Stages;
import io.millrace.worker.config.WorkerConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether topics that are there already take the longest record that may be written to them: they
 * may have been made when the limits were lower, or by hand with those of the brokers. One record
 * that a topic does not take would stop its partition for good.
 */
record RecordRoom(WorkerConfig config, Cluster cluster) {
  private static final String LIMIT = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

  /** Key and headers of a dead letter, as far as it carries them. */
  private static final int BESIDES_LETTER_BYTES = 256 << 10;

  /** A text of some length, with metadata and key. */
  private static final int LEAST_CHUNK_BYTES = 64 << 10;

  /** Of a vector, as JSON. */
  private static final int FLOAT_BYTES = 16;

  private static final Logger LOG = LoggerFactory.getLogger(RecordRoom.class);

  /**
   * What a topic must take, and whose it is.
   *
   * @param leastBytes of which something useful still fits
   * @param instead what becomes of longer records
   */
  private record Need(int bytes, int leastBytes, String key, boolean mayRaise, String instead) {}

  /**
   * Raises the limits of topics that the worker may make, and of its stores' changelogs, and says
   * what fits into those that take less.
   *
   * @throws BrokerException if a limit is so low that nothing useful fits, and stays so
   */
  Outputs provide(Collection<DocumentSource> sources) {
    Map<String, Need> needs = needs(sources);
    Map<String, Integer> room = new HashMap<>();
    needs.forEach((topic, need) -> room.put(topic, need.bytes()));
    Map<String, Need> there = new HashMap<>(needs);
    there.keySet().retainAll(cluster.partitions(needs.keySet()).keySet());
    limits(there)
        .forEach((topic, limit) -> {
          Need need = needs.get(topic);
          if (need != null && limit < need.bytes()) {
            room.put(topic, raised(topic, limit.intValue(), need));
          }
        });
    return outputs(sources, room);
  }

  private Outputs outputs(Collection<DocumentSource> sources, Map<String, Integer> room) {
    List<DocumentSource> fitted =
        sources.stream().map(source -> source.withVectors(fitted(source.vectors(), room))).toList();
    int letter = room.getOrDefault(config.deadLetters().topic(), 0) - BESIDES_LETTER_BYTES;
    return new Outputs(fitted, letter);
  }

  private VectorsTopic fitted(VectorsTopic topic, Map<String, Integer> room) {
    return topic.withRecordBytes(room.getOrDefault(topic.name(), config.maxRecordBytes()));
  }

  private Map<String, Need> needs(Collection<DocumentSource> sources) {
    Map<String, Need> needs = new HashMap<>();
    for (DocumentSource source : sources) {
      needs.put(source.vectors().name(), ofVectors(source));
      if (!config.kafka().containsKey(StreamsConfig.topicPrefix(LIMIT))) {
        Stages.storeNames(source).forEach(store -> needs.put(changelog(store), ofStore()));
      }
    }
    needs.put(config.deadLetters().topic(), ofDeadLetters());
    return needs;
  }

  private Need ofVectors(DocumentSource source) {
    int vector = source.embedder().space().dimensions() * FLOAT_BYTES;
    return new Need(
        config.maxRecordBytes(),
        LEAST_CHUNK_BYTES + vector,
        "vectors.topic",
        config.topics().create(),
        "documents with longer chunks go to the dead letters");
  }

  private Need ofDeadLetters() {
    return new Need(
        config.deadLetters().maxValueSize().intBytes() + BESIDES_LETTER_BYTES,
        BESIDES_LETTER_BYTES,
        "deadLetters.topic",
        config.topics().create(),
        "longer values are left out of dead letters");
  }

  /** All or nothing: a state that cannot be written stops its partition. */
  private Need ofStore() {
    int bytes = config.maxRecordBytes();
    return new Need(bytes, bytes, "source.maxDocumentSize", true, "");
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

  /** What the topic takes from now on. */
  private int raised(String topic, int limit, Need need) {
    if (!need.mayRaise()) {
      return taken(topic, limit, need, "raise it, or lower source.maxDocumentSize");
    }
    try {
      cluster.setProperty(topic, LIMIT, Integer.toString(need.bytes()));
      LOG.atInfo().addKeyValue("topic", topic).addKeyValue(LIMIT, need.bytes()).log("raised");
      return need.bytes();
    } catch (ApiException e) {
      return taken(topic, limit, need, "the brokers refuse more: " + e.getMessage());
    }
  }

  private static int taken(String topic, int limit, Need need, String remedy) {
    if (limit < need.leastBytes()) {
      throw new BrokerException(
          "%s: \"%s\" has %s %d, but records of up to %d bytes are written to it: %s"
              .formatted(need.key(), topic, LIMIT, limit, need.bytes(), remedy),
          null);
    }
    LOG.atInfo()
        .addKeyValue("topic", topic)
        .addKeyValue(LIMIT, limit)
        .log("takes less than could be written: {}", need.instead());
    return limit;
  }
}
