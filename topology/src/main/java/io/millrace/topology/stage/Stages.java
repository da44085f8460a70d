package io.millrace.topology.stage;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.DocumentVersion;
import io.millrace.topology.model.EmbeddedChange;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.source.DocumentSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;

/** Makes the stages of one source. */
public final class Stages {
  private final DocumentSource source;
  private final SourceStores stores;
  private final LookAhead lookAhead;
  private final StageCounters counters;

  public Stages(DocumentSource source, LookAhead lookAhead, StageCounters counters) {
    this.source = requireNonNull(source, "source");
    this.stores = new SourceStores(source);
    this.lookAhead = requireNonNull(lookAhead, "lookAhead");
    this.counters = requireNonNull(counters, "counters");
  }

  /** Name of the store that knows what was emitted of each document of a source. */
  public static String documentsStore(String sourceName) {
    return "documents-" + sourceName;
  }

  /** Names of all stores of a source; each is kept in {@code <application id>-<name>-changelog}. */
  public static Set<String> storeNames(DocumentSource source) {
    return new SourceStores(source)
        .builders().stream().map(StoreBuilder::name).collect(Collectors.toUnmodifiableSet());
  }

  static TopicPartition partition(RecordMetadata at) {
    return new TopicPartition(at.topic(), at.partition());
  }

  public DocumentSource source() {
    return source;
  }

  /** All stores of the source, each for all stages. */
  public Set<StoreBuilder<?>> stores() {
    return stores.builders();
  }

  /** Key and value of the source to a document, its deletion or a truncate. */
  public ProcessorSupplier<byte[], byte[], String, Parsed.Event> parseDocument() {
    return () -> new ParseDocument(source, stores, lookAhead, counters);
  }

  /** Documents to their chunks. */
  public ProcessorSupplier<String, Parsed.Event, String, DocumentVersion> splitIntoChunks() {
    return () -> new SplitIntoChunks(source, lookAhead);
  }

  /** What changed since it was emitted; nothing for what is outdated. */
  public ProcessorSupplier<String, DocumentVersion, String, DocumentChange> skipUnchanged() {
    return () -> new SkipUnchanged(source, stores, lookAhead, counters);
  }

  /** Chunks that changed to vectors, waiting for the engine. */
  public ProcessorSupplier<String, DocumentChange, String, EmbeddedChange> embedChunks() {
    return () -> new EmbedChunks(source, stores, lookAhead, counters);
  }

  /** Changes to records by chunk id, null for a chunk that is gone; keeps what was emitted. */
  public ProcessorSupplier<String, EmbeddedChange, String, VectorRecord> emitVectors() {
    return () -> new EmitVectors(source, stores, counters, lookAhead.traces());
  }

  /** A truncate to the message that tells every partition of it. */
  public ProcessorSupplier<String, Parsed.Event, byte[], Long> announceTruncate() {
    return AnnounceTruncate::new;
  }

  /** Such a message to the removal of every older document of its partition. */
  public ProcessorSupplier<byte[], Long, String, EmbeddedChange> removeAll() {
    return () -> new RemoveAll(stores);
  }
}
