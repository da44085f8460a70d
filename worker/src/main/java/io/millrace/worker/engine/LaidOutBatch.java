package io.millrace.worker.engine;

import io.millrace.worker.engine.batch.Batch;
import io.millrace.worker.engine.batch.QueuedText;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.util.List;

/**
 * A batch whose tokens lie in the tensors, one row a text.
 *
 * @param budgetTokens what it could have at most
 */
record LaidOutBatch(Batch<TokenizedText> batch, TokenTensors tensors, int budgetTokens) {
  static LaidOutBatch of(Batch<TokenizedText> batch, TokenTensors tensors, int budgetTokens) {
    LaidOutBatch laidOut = new LaidOutBatch(batch, tensors, budgetTokens);
    tensors.layOut(laidOut.rows());
    return laidOut;
  }

  /** Token ids of each text. */
  List<int[]> rows() {
    return batch.texts().stream().map(QueuedText::item).map(TokenizedText::tokens).toList();
  }

  /** The texts, in the order of the rows. */
  List<TextInFlight> texts() {
    return batch.texts().stream().map(QueuedText::item).map(TokenizedText::text).toList();
  }

  /** What it says of the device's speed. */
  RanBatch ran(long nanos) {
    return new RanBatch(
        batch.texts().getFirst().lane(), batch.tokens(), tensors.paddedTokens(), nanos);
  }

  /** What there is to say of it once the device is done. */
  BatchRun run(long startNanos, long endNanos) {
    return new BatchRun(
        batch.closeReason(),
        batch.texts().stream().map(LaidOutBatch::text).toList(),
        batch.tokens(),
        tensors.paddedTokens(),
        budgetTokens,
        startNanos,
        endNanos);
  }

  private static BatchRun.TextRun text(QueuedText<TokenizedText> place) {
    TextInFlight text = place.item().text();
    return new BatchRun.TextRun(
        text.request(), place.tokens(), text.enteredNanos(), place.queuedAtNanos());
  }
}
