package io.millrace.worker.engine;

import io.millrace.worker.engine.onnx.TokenTensors;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** Tensors that no batch lies in. As many as there may be batches under way. Thread safe. */
final class SpareTensors {
  private final BlockingQueue<TokenTensors> spare = new LinkedBlockingQueue<>();

  SpareTensors(int count, Supplier<TokenTensors> newTensors) {
    for (int i = 0; i < count; i++) {
      spare.add(newTensors.get());
    }
  }

  /** Waits for tensors. */
  TokenTensors take() throws InterruptedException {
    return spare.take();
  }

  void give(TokenTensors tensors) {
    spare.add(tensors);
  }
}
