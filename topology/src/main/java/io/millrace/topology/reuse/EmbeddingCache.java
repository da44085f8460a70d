package io.millrace.topology.reuse;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.Lane;
import io.millrace.topology.port.TaskEmbedder;
import io.millrace.topology.port.VectorSpace;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An engine that embeds the same text once: while it is on its way, whoever asks for it waits for
 * the same embedding, unless that waits in a less urgent lane, and afterwards it is kept as long as
 * there is room. Refused texts are not kept. Thread safe.
 */
public final class EmbeddingCache implements Embedder {
  /** Key, entry and array headers, as a heap of less than 32 GiB has them. */
  private static final int ENTRY_BYTES = 160;

  private final Embedder engine;
  private final Cache<Key, Embedded> embedded;
  private final Map<Key, SharedEmbedding> onTheirWay = new ConcurrentHashMap<>();
  private final LongAdder shared = new LongAdder();

  /**
   * @param maxBytes most memory of the embeddings that are kept; 0 keeps none, and texts on their
   *     way are shared all the same
   */
  public EmbeddingCache(Embedder engine, long maxBytes) {
    this.engine = requireNonNull(engine, "engine");
    this.embedded =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .executor(Runnable::run)
            .<Key, Embedded>weigher((key, value) -> weightBytes(value))
            .build();
  }

  private static int weightBytes(Embedded value) {
    return ENTRY_BYTES + value.vector().length * Float.BYTES;
  }

  /** Requests that were answered without a text for the engine. */
  public long sharedRequests() {
    return shared.sum();
  }

  @Override
  public VectorSpace space() {
    return engine.space();
  }

  @Override
  public int windowTokens() {
    return engine.windowTokens();
  }

  @Override
  public int countTokens(String text) {
    return engine.countTokens(text);
  }

  @Override
  public Embedder forTask(String instruction) {
    Embedder task = engine.forTask(instruction);
    return new TaskEmbedder(this, instruction, task.space(), task::countTokens);
  }

  @Override
  public Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    Key key = Key.of(request);
    if (key == null) {
      return engine.offer(request);
    }
    CompletableFuture<EmbeddingResult> known = known(key, request.lane());
    return known != null
        ? Optional.of(known)
        : engine.offer(request).map(embedding -> share(key, request.lane(), embedding));
  }

  @Override
  public CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request)
      throws InterruptedException {
    Key key = Key.of(request);
    if (key == null) {
      return engine.submit(request);
    }
    CompletableFuture<EmbeddingResult> known = known(key, request.lane());
    return known != null ? known : share(key, request.lane(), engine.submit(request));
  }

  private @Nullable CompletableFuture<EmbeddingResult> known(Key key, Lane lane) {
    Embedded kept = embedded.getIfPresent(key);
    if (kept != null) {
      shared.increment();
      return CompletableFuture.completedFuture(kept);
    }
    SharedEmbedding onItsWay = onTheirWay.get(key);
    CompletableFuture<EmbeddingResult> joined = onItsWay == null ? null : onItsWay.join(lane);
    if (joined != null) {
      shared.increment();
    }
    return joined;
  }

  /** Two that meet here with the same new text both have it embedded: rare, and right. */
  private CompletableFuture<EmbeddingResult> share(
      Key key, Lane lane, CompletableFuture<EmbeddingResult> embedding) {
    SharedEmbedding sharing = new SharedEmbedding(embedding, lane);
    CompletableFuture<EmbeddingResult> mine = sharing.join(lane);
    if (mine == null) {
      return embedding;
    }
    onTheirWay.put(key, sharing);
    var _ =
        embedding.whenComplete((result, failure) -> {
          if (result instanceof Embedded done) {
            embedded.put(key, done);
          }
          onTheirWay.remove(key, sharing);
        });
    return mine;
  }

  /** What decides the vector of a text, beside the engine. */
  private record Key(ContentHash text, Role role, Optional<String> instruction) {
    /** Null for token ids, which no stream asks for. */
    static @Nullable Key of(EmbeddingRequest request) {
      return request.input() instanceof Text text
          ? new Key(ContentHash.of(text.text()), text.role(), text.instruction())
          : null;
    }
  }
}
