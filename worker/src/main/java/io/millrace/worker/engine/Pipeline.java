package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.LaneTurns;
import io.millrace.worker.engine.batch.TokenBudgetBatcher;
import io.millrace.worker.engine.batch.TokenCounting;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The stages and their threads: {@link TokenizeTexts}, {@link LayOutBatches}, {@link RunBatches},
 * {@link CompleteTexts}.
 */
final class Pipeline {
  private final Handover<EmbeddedBatch> embedded = new Handover<>();
  private final WaitingTexts waiting;
  private final LongSupplier nanoClock;
  private final TokenizedTexts tokenized;
  private final EngineThreads tokenizers;
  private final EngineThreads device;
  private final EngineThreads completers;
  private final EngineThreads watch;
  private final List<MemoryReturn> devices = new CopyOnWriteArrayList<>();

  /**
   * Stages without threads.
   *
   * @param settings with nothing left open
   */
  Pipeline(
      EngineSettings settings,
      TokenCounting counting,
      int runsAtATime,
      LongSupplier nanoClock,
      Consumer<Throwable> onFailure) {
    this.nanoClock = nanoClock;
    this.waiting = new WaitingTexts(new LaneTurns(settings.shares(), settings.budgetTokens()));
    this.tokenized =
        new TokenizedTexts(
            new TokenBudgetBatcher<>(
                settings.budgetTokens(), settings.linger().toNanos(), settings.shares(), counting),
            settings,
            runsAtATime,
            // Completed by the last stage: what callers do then must not hold the lay-out up.
            text -> embedded.put(EmbeddedBatch.without(text, Late.passed())),
            nanoClock);
    this.tokenizers = new EngineThreads(nanoClock, onFailure);
    this.device = new EngineThreads(nanoClock, onFailure);
    this.completers = new EngineThreads(nanoClock, onFailure);
    this.watch = new EngineThreads(nanoClock, onFailure);
  }

  void start(
      ReadyModel model, TextTokenizer tokenizer, int tokenizerThreads, EngineCounters counters) {
    Handover<LaidOutBatch> laidOut = new Handover<>();
    for (int i = 0; i < tokenizerThreads; i++) {
      tokenizers.start(
          "tokenize-" + i, new TokenizeTexts(waiting, tokenizer, tokenized, counters, nanoClock));
    }
    SpareTensors spare = new SpareTensors(tokenized.mostBatchesUnderWay(), model::newTensors);
    device.start("lay-out", new LayOutBatches(tokenized, laidOut, spare, counters, nanoClock));
    BatchesUnderWay underWay = new BatchesUnderWay(tokenized, spare, model.runsAtATime());
    for (DeviceSession session : model.sessions()) {
      MemoryReturn vectors = new MemoryReturn(session.vectors(), session.golden().knownGood());
      devices.add(vectors);
      for (int run = 0; run < session.runsAtATime(); run++) {
        EmbedRows rows =
            new EmbedRows(
                vectors,
                session.golden().knownGood(),
                tokenized::ranOutOfMemory,
                session.vectors().alone(),
                session.memory());
        device.start(
            "run-%s-%d".formatted(session.placement().device(), run),
            new RunBatches(laidOut, rows, underWay, embedded, counters, nanoClock));
      }
    }
    completers.start("complete", new CompleteTexts(embedded, counters, nanoClock));
    model.sessions().forEach(this::watch);
  }

  private void watch(DeviceSession session) {
    if (session.vectors().limit().isPositive()) {
      watch.start("watch-" + session.placement().device(), new WatchRuns(session));
    }
  }

  /** Puts a text in front of the first stage. */
  void add(TextInFlight text) {
    waiting.add(text);
  }

  /** Has batches be no larger than a share of the budget from now on. */
  void limitBudget(double share) {
    tokenized.limitBudget(share);
  }

  /** Most tokens of the next batch. */
  int budgetTokens() {
    return tokenized.budgetTokens();
  }

  /** Has each device give its spare memory back: with its next batch, or now if it is idle. */
  void freeMemory() {
    devices.forEach(MemoryReturn::ask);
  }

  /** Of all devices when there is much to do; empty before that. */
  OptionalDouble tokensPerSecond() {
    return tokenized.tokensPerSecond();
  }

  /** Takes a text out if it has not reached the device. */
  void remove(TextInFlight text) {
    tokenized.remove(text);
  }

  /** Takes no more texts and waits until all are embedded, or the time is over. */
  void drain(Duration limit) {
    long deadlineNanos = nanoClock.getAsLong() + limit.toNanos();
    waiting.end();
    tokenizers.joinUntil(deadlineNanos);
    tokenized.drain();
    device.joinUntil(deadlineNanos);
    completers.joinUntil(deadlineNanos);
  }

  /** Tells all threads to give up what is left. */
  void interrupt() {
    tokenizers.interrupt();
    device.interrupt();
    completers.interrupt();
    watch.interrupt();
  }

  /**
   * Waits until no thread uses the model any more, or a device hangs. A caller's continuation that
   * hangs is not waited for.
   */
  void join(BooleanSupplier deviceHangs) {
    tokenizers.joinUnless(deviceHangs);
    device.joinUnless(deviceHangs);
  }
}
