package io.millrace.worker.api;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Input;
import io.millrace.topology.port.EmbeddingRequest.Text;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.VectorSpace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** An engine whose texts wait until the test answers them. A token is a character. */
final class PendingEmbedder implements Embedder, ServedModel.Texts {
  private final List<CompletableFuture<EmbeddingResult>> results = new CopyOnWriteArrayList<>();
  private final BlockingQueue<EmbeddingRequest> arrivals = new LinkedBlockingQueue<>();
  private final List<Thread> countedBy = new CopyOnWriteArrayList<>();
  private volatile boolean broken;
  private volatile int mostTogether = Integer.MAX_VALUE;
  private volatile Counting counting = () -> {};

  /** What happens while the tokens of a text are counted. */
  @FunctionalInterface
  interface Counting {
    void happen() throws InterruptedException;
  }

  void whenCounted(Counting then) {
    counting = then;
  }

  ServedModel model() {
    return new ServedModel("pending", this, this, 2);
  }

  /** From now on more texts than these cannot be embedded in time. */
  void mostTogether(int texts) {
    mostTogether = texts;
  }

  void breakDown() {
    broken = true;
  }

  /** The thread that counted each text. */
  List<Thread> countedBy() {
    return List.copyOf(countedBy);
  }

  /** Waits for the next text. */
  EmbeddingRequest awaitRequest() throws InterruptedException {
    return arrivals.take();
  }

  CompletableFuture<EmbeddingResult> result(int index) {
    return results.get(index);
  }

  List<CompletableFuture<EmbeddingResult>> results() {
    return List.copyOf(results);
  }

  @Override
  public VectorSpace space() {
    return new VectorSpace("pending", "1", "none", "", 2, true);
  }

  @Override
  public int windowTokens() {
    return 16;
  }

  @Override
  public int countTokens(String text) {
    return text.length();
  }

  @Override
  public Embedder forTask(String instruction) {
    throw new IllegalArgumentException("pending takes no instruction");
  }

  @Override
  public Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    return Optional.of(submit(request));
  }

  @Override
  public CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request) {
    if (broken) {
      throw new EmbedderUnavailableException("no device", null);
    }
    CompletableFuture<EmbeddingResult> result = new CompletableFuture<>();
    results.add(result);
    arrivals.add(request);
    return result;
  }

  @Override
  public boolean takeInstructions() {
    return false;
  }

  @Override
  public int countTokens(Text text) {
    countedBy.add(Thread.currentThread());
    try {
      counting.happen();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller has given up
    }
    return text.text().length();
  }

  @Override
  public Optional<String> missingSpecialTokens(int[] ids) {
    return Optional.empty();
  }

  @Override
  public Optional<Refused> late(List<EmbeddingRequest> together) {
    return together.size() > mostTogether
        ? Optional.of(new Refused(Reason.LATE, "80 ms, 20 are left"))
        : Optional.empty();
  }

  @Override
  public Optional<Input> cutToWindow(Input input) {
    return Optional.empty();
  }
}
