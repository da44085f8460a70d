package io.millrace.topology.lookahead;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.DocumentParser;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

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

  private final DocumentParser parser;
  private final ChunkSplitter splitter;
  private final Embedder embedder;
  private final Lane lane;
  private final ThreadLocal<PolledRecords> ofThread =
      ThreadLocal.withInitial(() -> new PolledRecords(this));

  public LookAhead(DocumentParser parser, ChunkSplitter splitter, Embedder embedder, Lane lane) {
    this.parser = requireNonNull(parser, "parser");
    this.splitter = requireNonNull(splitter, "splitter");
    this.embedder = requireNonNull(embedder, "embedder");
    this.lane = requireNonNull(lane, "lane");
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

  DocumentParser parser() {
    return parser;
  }

  ChunkSplitter splitter() {
    return splitter;
  }

  Embedder embedder() {
    return embedder;
  }

  Lane lane() {
    return lane;
  }
}
