package io.millrace.topology;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.TaskEmbedder;
import io.millrace.topology.port.VectorSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An engine whose vectors follow from the text alone. Remembers what it was asked for; its room can
 * be limited, it can refuse a text, and it can break.
 */
public final class FakeEmbedder implements Embedder {
  private static final int SPECIAL_TOKENS = 2;
  private static final int DIMENSIONS = 4;

  private final VectorSpace space;
  private final Map<String, EmbeddingResult.Refused> refused = new HashMap<>();
  private final List<String> offered = new ArrayList<>();
  private final List<String> submitted = new ArrayList<>();
  private final Map<String, String> traceParents = new HashMap<>();
  private final Map<String, CompletableFuture<EmbeddingResult>> lastFutures = new HashMap<>();
  private int room = Integer.MAX_VALUE;
  private boolean holding;
  private boolean broken;
  private boolean closing;

  public FakeEmbedder() {
    this("revision 1");
  }

  public FakeEmbedder(String revision) {
    space = new VectorSpace("fake", revision, "mean", "", DIMENSIONS, true);
  }

  /** Takes this many more texts, and no further one. */
  public void room(int texts) {
    room = texts;
  }

  /** From now on futures stay open, as if the device were busy. */
  public void hold() {
    holding = true;
  }

  /** From now on futures are complete again. */
  public void release() {
    holding = false;
  }

  public void refuse(String text) {
    refused.put(text, new EmbeddingResult.Refused(EmbeddingResult.Reason.NO_VECTOR, "NaN"));
  }

  /** From now on every future fails. */
  public void breakDown() {
    broken = true;
  }

  /** From now on every future is cancelled, as by an engine that closes. */
  public void cancelAll() {
    closing = true;
  }

  /** Texts the look-ahead asked for, in order. */
  public List<String> offered() {
    return List.copyOf(offered);
  }

  /** Texts asked for while their record was processed, in order. */
  public List<String> submitted() {
    return List.copyOf(submitted);
  }

  /** In which trace each text was asked for last; of those without one nothing. */
  public Map<String, String> traceParents() {
    return Map.copyOf(traceParents);
  }

  /** Forgets what it was asked for until now. */
  public void forget() {
    offered.clear();
    submitted.clear();
  }

  /** What the last request for a text became. */
  public CompletableFuture<EmbeddingResult> lastFutureOf(String text) {
    return requireNonNull(lastFutures.get(text), text);
  }

  /** The vector of a text. */
  public static float[] vectorOf(String text) {
    double angle = text.hashCode();
    return new float[] {(float) Math.cos(angle), (float) Math.sin(angle), 0, 0};
  }

  /** One token a word, and the special ones. */
  public static int tokensOf(String text) {
    return SPECIAL_TOKENS + (text.isBlank() ? 0 : text.strip().split("\\s+", -1).length);
  }

  @Override
  public VectorSpace space() {
    return space;
  }

  @Override
  public int windowTokens() {
    return 512;
  }

  @Override
  public int countTokens(String text) {
    return tokensOf(text);
  }

  @Override
  public Embedder forTask(String instruction) {
    return new TaskEmbedder(
        this, instruction, space.withDocumentPrompt(instruction), FakeEmbedder::tokensOf);
  }

  @Override
  public Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    if (room == 0) {
      return Optional.empty();
    }
    room--;
    offered.add(text(request));
    return Optional.of(future(request));
  }

  @Override
  public CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request) {
    submitted.add(text(request));
    return future(request);
  }

  private CompletableFuture<EmbeddingResult> future(EmbeddingRequest request) {
    String text = text(request);
    request.caller().traceParent().ifPresent(parent -> traceParents.put(text, parent));
    CompletableFuture<EmbeddingResult> future = new CompletableFuture<>();
    if (broken) {
      future.completeExceptionally(new EmbedderUnavailableException("the device is gone", null));
    } else if (closing) {
      future.cancel(false);
    } else if (!holding) {
      future.complete(result(text));
    }
    lastFutures.put(text, future);
    return future;
  }

  private EmbeddingResult result(String text) {
    EmbeddingResult.Refused no = refused.get(text);
    return no != null ? no : new EmbeddingResult.Embedded(vectorOf(text), tokensOf(text));
  }

  private static String text(EmbeddingRequest request) {
    return ((EmbeddingRequest.Text) request.input()).text();
  }
}
