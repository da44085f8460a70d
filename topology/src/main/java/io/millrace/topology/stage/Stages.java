package io.millrace.topology.stage;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.EmbeddedChange;
import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.DocumentParser;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * Makes the stages of one topology; they share a parser, a splitter, the engine and the look-ahead.
 */
public final class Stages {
  /** Name of the store that knows what was emitted of each document. */
  public static final String DOCUMENTS_STORE = "documents";

  private final DocumentParser parser;
  private final ChunkSplitter splitter;
  private final Embedder embedder;
  private final Lane lane;
  private final LookAhead lookAhead;
  private final StageCounters counters = new StageCounters();

  public Stages(DocumentParser parser, ChunkSplitter splitter, Embedder embedder, Lane lane) {
    this.parser = requireNonNull(parser, "parser");
    this.splitter = requireNonNull(splitter, "splitter");
    this.embedder = requireNonNull(embedder, "embedder");
    this.lane = requireNonNull(lane, "lane");
    this.lookAhead = new LookAhead(parser, splitter, embedder, lane);
  }

  public LookAhead lookAhead() {
    return lookAhead;
  }

  public StageCounters counters() {
    return counters;
  }

  public ProcessorSupplier<byte[], byte[], String, Document> parseDocument() {
    return () -> new ParseDocument(parser, lookAhead, counters);
  }

  public ProcessorSupplier<String, Document, String, ChunkedDocument> splitIntoChunks() {
    return () -> new SplitIntoChunks(splitter, lookAhead);
  }

  public ProcessorSupplier<String, ChunkedDocument, String, DocumentChange> skipUnchanged() {
    return () -> new SkipUnchanged(embedder.space().fingerprint(), lookAhead, counters);
  }

  public ProcessorSupplier<String, DocumentChange, String, EmbeddedChange> embedChunks() {
    return () -> new EmbedChunks(embedder, lane, lookAhead, counters);
  }

  public ProcessorSupplier<String, EmbeddedChange, String, VectorRecord> emitVectors() {
    return () -> new EmitVectors(embedder.space(), counters);
  }
}
