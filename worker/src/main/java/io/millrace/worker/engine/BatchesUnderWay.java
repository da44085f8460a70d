package io.millrace.worker.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** What the devices of an engine tell the stages before and after them. Thread safe. */
final class BatchesUnderWay {
  private final TokenizedTexts tokenized;
  private final SpareTensors spare;
  private final AtomicInteger runningDevices;

  BatchesUnderWay(TokenizedTexts tokenized, SpareTensors spare, int devices) {
    this.tokenized = tokenized;
    this.spare = spare;
    this.runningDevices = new AtomicInteger(devices);
  }

  /** Says that a batch has left the device. */
  void finished(LaidOutBatch batch) {
    spare.give(batch.tensors());
    tokenized.batchFinished();
  }

  /** Says that a device has no more to do; whether it was the last one. */
  boolean deviceEnded() {
    return runningDevices.decrementAndGet() == 0;
  }
}
