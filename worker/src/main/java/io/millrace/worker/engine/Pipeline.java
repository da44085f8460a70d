package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.TokenBudgetBatcher;
import io.millrace.worker.engine.batch.TokenCounting;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The stages and their threads: {@link TokenizeTexts}, {@link LayOutBatches}, {@link RunBatches},
 * {@link CompleteTexts}.
 */
final class Pipeline {
  private final WaitingTexts waiting = new WaitingTexts();
  private final LongSupplier nanoClock;
  private final TokenizedTexts tokenized;
  private final EngineThreads tokenizers;
  private final EngineThreads device;
  private final EngineThreads completers;

  Pipeline(
      EngineSettings settings,
      TokenCounting counting,
      LongSupplier nanoClock,
      Consumer<Throwable> onFailure) {
    this.nanoClock = nanoClock;
    this.tokenized =
        new TokenizedTexts(
            new TokenBudgetBatcher<>(
                settings.budgetTokens(), settings.linger().toNanos(), counting),
            nanoClock);
    this.tokenizers = new EngineThreads(nanoClock, onFailure);
    this.device = new EngineThreads(nanoClock, onFailure);
    this.completers = new EngineThreads(nanoClock, onFailure);
  }

  void start(ReadyModel model, int tokenizerThreads, EngineCounters counters) {
    TextTokenizer tokenizer = new TextTokenizer(model.tokenizer(), model.descriptor());
    EmbedRows embedRows = new EmbedRows(model.vectors(), model.golden().knownGood());
    Handover<LaidOutBatch> laidOut = new Handover<>();
    Handover<EmbeddedBatch> embedded = new Handover<>();
    for (int i = 0; i < tokenizerThreads; i++) {
      tokenizers.start(
          "tokenize-" + i, new TokenizeTexts(waiting, tokenizer, tokenized, counters, nanoClock));
    }
    device.start(
        "lay-out", new LayOutBatches(tokenized, laidOut, model.vectors(), counters, nanoClock));
    device.start(
        "run", new RunBatches(laidOut, embedRows, tokenized, embedded, counters, nanoClock));
    completers.start("complete", new CompleteTexts(embedded, counters, nanoClock));
  }

  /** Puts a text in front of the first stage. */
  void add(TextInFlight text) {
    waiting.add(text);
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
  }

  /**
   * Waits until no thread uses the model any more. A caller's continuation that hangs is not waited
   * for.
   */
  void join() {
    tokenizers.joinUninterruptibly();
    device.joinUninterruptibly();
  }
}
