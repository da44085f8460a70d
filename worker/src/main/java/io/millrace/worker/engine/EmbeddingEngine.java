package io.millrace.worker.engine;

import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.TaskEmbedder;
import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.Devices;
import io.millrace.worker.engine.device.NativeLibraries;
import io.millrace.worker.engine.device.OutOfMemory;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.ModelFiles;
import io.millrace.worker.engine.model.ModelSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one engine of a process: tokenizes, batches by a token budget, and runs the model.
 *
 * <p>Bounded in tokens from admission to result; each lane has a share of its own. Texts are
 * admitted by an estimate of their length, which is corrected once they are tokenized. Callers'
 * continuations run on a thread of the engine: they may be slow, but must not wait for the engine.
 * Thread safe.
 */
public final class EmbeddingEngine implements Embedder, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingEngine.class);

  private final EngineSettings settings;
  private final ReadyModel model;
  private final TextTokenizer tokenizer;
  private final EngineCounters counters = new EngineCounters();
  private final Pipeline pipeline;
  private final Admission admission;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> broken = new CompletableFuture<>();

  private EmbeddingEngine(EngineSettings settings, ReadyModel model, LongSupplier nanoClock) {
    this.settings = settings;
    this.model = model;
    this.tokenizer = new TextTokenizer(model.tokenizer(), model.descriptor());
    this.pipeline =
        new Pipeline(settings, model.counting(), model.runsAtATime(), nanoClock, this::breakDown);
    this.admission =
        new Admission(
            settings.queueTokens(),
            new DeadlineCheck(settings.shares(), pipeline::tokensPerSecond),
            nanoClock,
            pipeline::add,
            pipeline::remove);
  }

  /**
   * Loads a model, has it reproduce its golden vectors, and starts the engine.
   *
   * @throws ModelException if the model cannot be used, or makes other vectors than it should
   */
  public static EmbeddingEngine start(EngineSettings settings, ModelSource source) {
    NativeLibraries.prepare(settings.device().cacheFolder());
    try (ModelFiles files = source.load()) {
      return start(settings, OpenModel.on(Devices.choose(settings.device()), settings, files));
    }
  }

  /** Starts with a model that is the engine's from now on. */
  static EmbeddingEngine start(EngineSettings settings, ReadyModel model) {
    EngineSettings resolved = resolved(settings, model);
    EmbeddingEngine engine = new EmbeddingEngine(resolved, model, System::nanoTime);
    engine.pipeline.start(model, engine.tokenizer, settings.tokenizerThreads(), engine.counters);
    return engine;
  }

  @Override
  public VectorSpace space() {
    return model.space();
  }

  @Override
  public int windowTokens() {
    return model.descriptor().windowTokens();
  }

  @Override
  public int countTokens(String text) {
    return tokenizer.countTokens(text);
  }

  /**
   * Tokens of any text as the model would see it. Of one that is far too long, only some number
   * above the window. Runs on the caller's thread.
   *
   * @throws IllegalArgumentException if it has an instruction and the model takes none
   */
  public int countTokens(EmbeddingRequest.Text text) {
    return tokenizer.countTokens(text);
  }

  /**
   * What is left of an input when it is cut where the window ends; empty if all of it fits. Runs on
   * the caller's thread.
   *
   * @throws IllegalArgumentException if it has an instruction and the model takes none
   */
  public Optional<EmbeddingRequest.Input> cutToWindow(EmbeddingRequest.Input input) {
    return tokenizer.cutToWindow(input);
  }

  /**
   * The special tokens that the model's tokenizer would have put around these ids and that are not
   * there, for people; empty if all are. Ids of another tokenizer seldom have them.
   */
  public Optional<String> missingSpecialTokens(int[] ids) {
    return tokenizer.missingSpecialTokens(ids);
  }

  /** Whether a text may come with an instruction. */
  public boolean takesInstructions() {
    return model.descriptor().prompts().takeInstructions();
  }

  /**
   * The shortest length that vectors can be cut to and, normalized again, still mean the same; all
   * their dimensions for a model that was not trained for it.
   */
  public int leastDimensions() {
    return model.leastDimensions();
  }

  @Override
  public Embedder forTask(String instruction) {
    ModelDescriptor descriptor = model.descriptor();
    String prompt =
        descriptor
            .prompts()
            .instructed(instruction)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "%s takes no instruction".formatted(descriptor.name())));
    return new TaskEmbedder(
        this,
        instruction,
        space().withDocumentPrompt(prompt),
        text -> tokenizer.countTokens(prompt, text));
  }

  @Override
  public Optional<CompletableFuture<EmbeddingResult>> offer(EmbeddingRequest request) {
    return admission.offer(request).map(this::counted);
  }

  @Override
  public CompletableFuture<EmbeddingResult> submit(EmbeddingRequest request)
      throws InterruptedException {
    return counted(admission.submit(request));
  }

  /**
   * Why queries that come together cannot all be embedded before their deadline, by an estimate;
   * empty if they can, or nobody knows, or they are no queries. Whoever needs all of them or none
   * asks this before the first is submitted.
   *
   * @param together at least one, all of one lane and one caller
   */
  public Optional<EmbeddingResult.Refused> late(List<EmbeddingRequest> together) {
    Optional<EmbeddingResult.Refused> late = admission.late(together);
    late.ifPresent(refusal -> counters.refused(refusal, together.size()));
    return late;
  }

  /** Whether it takes texts: neither closed nor broken. */
  public boolean isHealthy() {
    return admission.isOpen();
  }

  /**
   * Has something done as soon as it is broken, once; at once if it already is. A closed engine is
   * not broken.
   *
   * @param action runs on a thread of the engine or on one of its caller's: must not wait for
   *     either
   */
  public void onBroken(Runnable action) {
    var _ = broken.thenRun(action);
  }

  /** Tells somebody from now on what it does. */
  public void observe(EngineObserver observer) {
    counters.observe(observer);
  }

  /**
   * What the weights are kept in where it runs: {@code fp32}, {@code bf16} and so on, as {@code
   * model.precision} calls them; {@code quantized} for an ONNX file with weights in fewer bits.
   */
  public String precision() {
    return model.precision();
  }

  /** What it runs on. */
  public List<Device> devices() {
    return model.sessions().stream().map(session -> session.placement().device()).toList();
  }

  /** How many batches run at a time, on all devices together. */
  public int runsAtATime() {
    return model.runsAtATime();
  }

  /** What it has done so far. */
  public EngineStats stats() {
    return counters.snapshot(admission.queued(), pipeline.budgetTokens(), model.lastGolden());
  }

  /**
   * Makes batches smaller, or as large as before.
   *
   * @param share of the whole budget that a batch may have at most from now on, above 0 and at most
   *     1; where the device bears even less, that holds
   * @throws IllegalArgumentException if it is out of these bounds
   */
  public void limitBudget(double share) {
    pipeline.limitBudget(share);
  }

  /**
   * Has each device give back the memory that it does not need: with the next batch, or if it is
   * idle at once, by a run of one short text that is waited for. What a batch that is under way
   * leaves stays until it is asked for again. Not to be called while the engine is closed.
   */
  public void freeMemory() {
    if (isHealthy()) {
      pipeline.freeMemory();
    }
  }

  /**
   * Has the model reproduce its golden vectors again, beside the running batches. An engine that
   * does not is broken from then on: no vector is better than a wrong one.
   *
   * @return how close it came, each device the last time that it had memory for it
   * @throws ModelException if a vector differs; {@link #stats} then tell by how much
   */
  public GoldenReading checkGoldenVectors() {
    model.sessions().forEach(this::checkGoldenVectors);
    return model.lastGolden().orElseThrow();
  }

  private void checkGoldenVectors(DeviceSession session) {
    try {
      session.golden().run();
    } catch (ModelException e) {
      if (!OutOfMemory.isBehind(e)) {
        breakDown(e);
        throw e;
      }
      LOG.atWarn()
          .addKeyValue("device", session.placement().device())
          .log("Golden vectors are not checked: the batches beside leave no memory");
    }
  }

  /**
   * Takes no more texts, gives those inside the drain limit to finish, fails the rest, and frees
   * the model. Waits for the batch on the device in any case, unless it hangs: its memory is left
   * to the end of the process then. An interrupt shortens only the draining.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      admission.shut(Outage.closed());
      pipeline.drain(settings.drainLimit());
      admission.failAll();
      pipeline.interrupt();
      pipeline.join(model::hangs);
      model.close();
    }
  }

  private static EngineSettings resolved(EngineSettings settings, ReadyModel model) {
    try {
      return settings.resolved(settings.budgetTokens() == 0 ? bearableTokens(model) : 0);
    } catch (ModelException e) {
      model.close();
      throw e;
    }
  }

  /** What the weakest device bears. */
  private static int bearableTokens(ReadyModel model) {
    return model.sessions().stream()
        .mapToInt(session -> new BearableTokens(model.descriptor(), session).measure())
        .min()
        .orElseThrow();
  }

  ReadyModel model() {
    return model;
  }

  EngineSettings settings() {
    return settings;
  }

  private CompletableFuture<EmbeddingResult> counted(CompletableFuture<EmbeddingResult> text) {
    var _ = text.whenComplete((result, failure) -> counters.settled(result));
    return text;
  }

  private void breakDown(Throwable cause) {
    LOG.atError().setCause(cause).log("The engine is broken and takes no more texts");
    admission.shut(Outage.broken(cause));
    admission.failAll();
    pipeline.interrupt();
    broken.complete(null);
  }
}
