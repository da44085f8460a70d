package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.worker.engine.token.TokenizerException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** First stage: a text becomes token ids, or is refused. Several threads may run one. */
final class TokenizeTexts implements Stage {
  private final WaitingTexts waiting;
  private final TextTokenizer tokenizer;
  private final TokenizedTexts tokenized;
  private final EngineCounters counters;
  private final LongSupplier nanoClock;

  TokenizeTexts(
      WaitingTexts waiting,
      TextTokenizer tokenizer,
      TokenizedTexts tokenized,
      EngineCounters counters,
      LongSupplier nanoClock) {
    this.waiting = waiting;
    this.tokenizer = tokenizer;
    this.tokenized = tokenized;
    this.counters = counters;
    this.nanoClock = nanoClock;
  }

  @Override
  public void run() throws InterruptedException {
    Optional<TextInFlight> text = waiting.take();
    while (text.isPresent()) {
      if (text.get().isLate(nanoClock.getAsLong())) {
        text.get().result().complete(Late.passed());
      }
      if (!text.get().isSettled()) {
        tokenize(text.get());
      }
      text = waiting.take();
    }
  }

  private void tokenize(TextInFlight text) {
    long startNanos = nanoClock.getAsLong();
    try {
      route(text, tokenizer.tokenize(text.request().input()));
    } catch (TokenizerException e) {
      text.result().complete(new Refused(Reason.NOT_TOKENIZABLE, String.valueOf(e.getMessage())));
    }
    counters.tokenized(text, nanoClock.getAsLong() - startNanos);
  }

  private void route(TextInFlight text, TextTokens tokens) {
    switch (tokens) {
      case TextTokens.Refusal(Refused refused) -> text.result().complete(refused);
      case TextTokens.Ids(int[] ids) -> {
        text.charge().correct(ids.length);
        tokenized.add(new TokenizedText(text, ids));
      }
    }
  }
}
