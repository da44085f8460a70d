package io.millrace.topology.stage;

import io.millrace.topology.deadletter.DocumentRejectedException;
import io.millrace.topology.lookahead.LookAhead;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.EmbeddedChange;
import io.millrace.topology.model.EmbeddedChange.EmbeddedChunk;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.source.DocumentSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Takes the vectors that are kept of the version before, joins the embeddings that the look-ahead
 * asked for, and asks for those that are left. Nothing is held back: when {@code process()}
 * returns, the record is done, so a commit at any moment covers only finished records.
 */
final class EmbedChunks implements Processor<String, DocumentChange, String, EmbeddedChange> {
  private final DocumentSource source;
  private final ChunkLimit limit;
  private final SourceStores stores;
  private final LookAhead lookAhead;
  private final StageCounters counters;
  private ProcessorContext<String, EmbeddedChange> context;
  private KeptVectors keptVectors;

  EmbedChunks(
      DocumentSource source, SourceStores stores, LookAhead lookAhead, StageCounters counters) {
    this.source = source;
    this.limit = ChunkLimit.of(source);
    this.stores = stores;
    this.lookAhead = lookAhead;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<String, EmbeddedChange> processorContext) {
    context = processorContext;
    keptVectors = new KeptVectors(stores.vectors(context), source.fingerprint());
  }

  @Override
  public void process(Record<String, DocumentChange> record) {
    List<EmbeddedChunk> vectors =
        switch (record.value()) {
          case DocumentChange.Removal _ -> List.of();
          case DocumentChange.Update update -> vectors(update, record.headers());
        };
    context.forward(record.withValue(new EmbeddedChange(record.value(), vectors)));
  }

  private List<EmbeddedChunk> vectors(DocumentChange.Update update, Headers headers) {
    List<Chunk> toEmit = update.toEmit();
    limit.exceededBy(update.content().document(), headers, toEmit).ifPresent(this::reject);
    Map<Chunk, EmbeddedChunk> vectors = kept(update, toEmit);
    List<Chunk> toEmbed = toEmit.stream().filter(chunk -> !vectors.containsKey(chunk)).toList();
    embed(toEmbed).forEach(made -> vectors.put(made.chunk(), made));
    return List.copyOf(vectors.values());
  }

  /** Sorted, so that records are written in the order of the document. */
  private Map<Chunk, EmbeddedChunk> kept(DocumentChange.Update update, List<Chunk> toEmit) {
    Map<Chunk, EmbeddedChunk> kept = new TreeMap<>(Comparator.comparingInt(Chunk::ordinal));
    Set<ContentHash> reusable = update.reusable();
    for (Chunk chunk : toEmit) {
      Embedded vector =
          reusable.contains(chunk.hash())
              ? keptVectors.get(update.documentId(), chunk.hash())
              : null;
      if (vector != null) {
        kept.put(chunk, new EmbeddedChunk(chunk, vector, true));
        counters.reusedChunks.increment();
      }
    }
    return kept;
  }

  private List<EmbeddedChunk> embed(List<Chunk> chunks) {
    Map<Chunk, CompletableFuture<EmbeddingResult>> pending = new LinkedHashMap<>();
    try {
      Map<Integer, CompletableFuture<EmbeddingResult>> lookedAhead = lookedAhead();
      for (Chunk chunk : chunks) {
        pending.put(chunk, lookedAheadOrSubmitted(chunk, lookedAhead));
      }
      List<EmbeddedChunk> vectors = new ArrayList<>(chunks.size());
      for (Map.Entry<Chunk, CompletableFuture<EmbeddingResult>> chunk : pending.entrySet()) {
        vectors.add(join(chunk.getKey(), chunk.getValue()));
        lookAhead.polledRecords().submitWaiting();
      }
      return vectors;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbedderUnavailableException("interrupted while waiting for the engine", e);
    } finally {
      // Only what a failure left behind: a completed future cannot be cancelled.
      pending.values().forEach(future -> future.cancel(false));
    }
  }

  private Map<Integer, CompletableFuture<EmbeddingResult>> lookedAhead() {
    return context
        .recordMetadata()
        .map(record -> lookAhead.polledRecords().take(Stages.partition(record), record.offset()))
        .orElseGet(Map::of);
  }

  private CompletableFuture<EmbeddingResult> lookedAheadOrSubmitted(
      Chunk chunk, Map<Integer, CompletableFuture<EmbeddingResult>> lookedAhead)
      throws InterruptedException {
    CompletableFuture<EmbeddingResult> future = lookedAhead.get(chunk.ordinal());
    if (future != null && !future.isCancelled()) {
      counters.lookedAheadChunks.increment();
      return future;
    }
    counters.onDemandChunks.increment();
    return source.embedder().submit(source.request(chunk.text(), lookAhead.traces().traceParent()));
  }

  private EmbeddedChunk join(Chunk chunk, CompletableFuture<EmbeddingResult> future)
      throws InterruptedException {
    try {
      return switch (future.get()) {
        case Embedded embedded -> new EmbeddedChunk(chunk, embedded, false);
        case EmbeddingResult.Refused refused -> throw rejected(rejection(chunk, refused));
      };
    } catch (ExecutionException e) {
      throw new EmbedderUnavailableException("the engine failed: " + e.getCause(), e.getCause());
    } catch (CancellationException e) {
      throw new EmbedderUnavailableException("the engine gave the text up", e);
    }
  }

  private static Rejection rejection(Chunk chunk, EmbeddingResult.Refused refused) {
    return new Rejection(
        Rejection.Stage.EMBED,
        Rejection.Reason.REFUSED_BY_MODEL,
        "chunk %d: %s: %s".formatted(chunk.ordinal(), refused.reason(), refused.detail()));
  }

  private void reject(Rejection rejection) {
    throw rejected(rejection);
  }

  private DocumentRejectedException rejected(Rejection rejection) {
    lookAhead.traces().rejected(rejection.reason().name());
    counters.rejected(source.name(), rejection);
    return new DocumentRejectedException(rejection);
  }
}
