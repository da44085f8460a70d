package io.millrace.worker.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** What the runs of an engine tell the stages before and after them. Thread safe. */
final class BatchesUnderWay {
  private final TokenizedTexts tokenized;
  private final SpareTensors spare;
  private final AtomicInteger running;

  BatchesUnderWay(TokenizedTexts tokenized, SpareTensors spare, int runsAtATime) {
    this.tokenized = tokenized;
    this.spare = spare;
    this.running = new AtomicInteger(runsAtATime);
  }

  /** Says that a batch has left the device after so long. */
  void finished(LaidOutBatch batch, long nanos) {
    RanBatch ran = batch.ran(nanos);
    spare.give(batch.tensors());
    tokenized.batchFinished(ran);
  }

  /** Says that a run has no more to do; whether it was the last one. */
  boolean runEnded() {
    return running.decrementAndGet() == 0;
  }
}
