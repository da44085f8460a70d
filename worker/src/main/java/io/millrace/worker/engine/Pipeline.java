package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.TokenBudgetBatcher;
import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.onnx.VectorModel;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The stages and their threads: {@link TokenizeTexts}, {@link LayOutBatches}, {@link RunBatches},
 * {@link CompleteTexts}.
 */
final class Pipeline {
  private final WaitingTexts waiting = new WaitingTexts();
  private final TokenizedTexts tokenized;
  private final EngineThreads tokenizers;
  private final EngineThreads device;

  Pipeline(EngineSettings settings, LongSupplier nanoClock, Consumer<Throwable> onFailure) {
    this.tokenized =
        new TokenizedTexts(
            new TokenBudgetBatcher<>(
                settings.budgetTokens(), settings.linger().toNanos(), TokenCounting.PADDED),
            nanoClock);
    this.tokenizers = new EngineThreads(onFailure);
    this.device = new EngineThreads(onFailure);
  }

  void start(
      ReadyModel model,
      VectorModel vectors,
      int tokenizerThreads,
      EngineCounters counters,
      LongSupplier nanoClock) {
    TextTokenizer tokenizer = new TextTokenizer(model.tokenizer(), model.descriptor());
    int padToken = model.descriptor().padToken();
    EmbedRows embedRows = new EmbedRows(vectors, model.golden().knownGood(), padToken);
    Handover<LaidOutBatch> laidOut = new Handover<>();
    Handover<EmbeddedBatch> embedded = new Handover<>();
    for (int i = 0; i < tokenizerThreads; i++) {
      tokenizers.start(
          "tokenize-" + i, new TokenizeTexts(waiting, tokenizer, tokenized, counters, nanoClock));
    }
    device.start("lay-out", new LayOutBatches(tokenized, laidOut, padToken, counters, nanoClock));
    device.start(
        "run", new RunBatches(laidOut, embedRows, tokenized, embedded, counters, nanoClock));
    device.start("complete", new CompleteTexts(embedded, counters, nanoClock));
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
    waiting.end();
    tokenizers.join(limit);
    tokenized.drain();
    device.join(limit);
  }

  /** Tells all threads to give up what is left. */
  void interrupt() {
    tokenizers.interrupt();
    device.interrupt();
  }

  /** Waits until the last thread has ended. */
  void join() {
    tokenizers.joinUninterruptibly();
    device.joinUninterruptibly();
  }
}
