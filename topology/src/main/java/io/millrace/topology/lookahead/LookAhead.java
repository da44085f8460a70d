package io.millrace.topology.lookahead;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.RecordTraces;
import io.millrace.topology.source.DocumentSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Submits the text of every polled record at once, so that the engine has full batches while {@code
 * process()} goes through the records one by one.
 *
 * <p>Kafka Streams polls and processes a record on the same thread; what a poll submitted is
 * therefore kept by thread, without a lock. Everything here is a hint: a stage that finds nothing
 * does the work itself.
 */
public final class LookAhead {
  static final String CONFIG = "millrace.look.ahead";

  private final Map<String, DocumentSource> byTopic;
  private final Map<String, String> fingerprintByTopic;
  private final RecordTraces traces;
  private final ThreadLocal<PolledRecords> ofThread =
      ThreadLocal.withInitial(() -> new PolledRecords(this));

  /** For these sources, each with a topic of its own; nobody follows their records. */
  public LookAhead(Collection<DocumentSource> sources) {
    this(sources, RecordTraces.OFF);
  }

  /** For these sources, each with a topic of its own. */
  public LookAhead(Collection<DocumentSource> sources, RecordTraces traces) {
    byTopic =
        sources.stream().collect(Collectors.toMap(DocumentSource::topic, Function.identity()));
    fingerprintByTopic =
        sources.stream()
            .collect(Collectors.toMap(DocumentSource::topic, DocumentSource::fingerprint));
    this.traces = requireNonNull(traces, "traces");
  }

  /**
   * What the main consumer needs in its configuration; without it every text is embedded on demand.
   */
  public Map<String, Object> consumerConfig() {
    return Map.of(
        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
        LookAheadInterceptor.class.getName(),
        CONFIG,
        this);
  }

  /** What the calling stream thread has polled and not processed. */
  public PolledRecords polledRecords() {
    return ofThread.get();
  }

  /** What follows the records, here and in the stages. */
  public RecordTraces traces() {
    return traces;
  }

  /** Null for a topic that has no documents. */
  @Nullable DocumentSource source(String topic) {
    return byTopic.get(topic);
  }

  /** Of the source with this topic. */
  String fingerprint(DocumentSource source) {
    return requireNonNull(fingerprintByTopic.get(source.topic()), "a source of this look-ahead");
  }
}
