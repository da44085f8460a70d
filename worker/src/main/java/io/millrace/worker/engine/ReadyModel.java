package io.millrace.worker.engine;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.token.Tokenizer;
import java.util.List;
import java.util.Optional;

/**
 * A model that is open on every device and has reproduced its golden vectors there. Thread safe.
 *
 * @param sessions at least one; all make the same vectors, which was checked
 * @param leastDimensions what vectors can be cut to and still mean the same; all of them for a
 *     model that was not trained for it
 */
record ReadyModel(
    ModelDescriptor descriptor,
    VectorSpace space,
    Tokenizer tokenizer,
    List<DeviceSession> sessions,
    int leastDimensions)
    implements AutoCloseable {
  ReadyModel {
    sessions = List.copyOf(sessions);
  }

  /** Which tokens of a batch cost. */
  TokenCounting counting() {
    return sessions.getFirst().vectors().counting();
  }

  /** What the weights are kept in, on every device. */
  String precision() {
    return sessions.getFirst().vectors().precision();
  }

  /** How many batches run at a time, on all devices. */
  int runsAtATime() {
    return sessions.stream().mapToInt(DeviceSession::runsAtATime).sum();
  }

  /** Room for a batch on any of the devices. */
  TokenTensors newTensors() {
    return sessions.getFirst().vectors().newTensors();
  }

  /** Whether one of the devices hangs. */
  boolean hangs() {
    return sessions.stream().anyMatch(session -> session.vectors().hang());
  }

  /** What the last check of the golden vectors found; empty before the first. */
  Optional<GoldenReading> lastGolden() {
    return sessions.stream()
        .flatMap(session -> session.golden().last().stream())
        .reduce(GoldenReading::worst);
  }

  @Override
  public void close() {
    sessions.forEach(DeviceSession::close);
    tokenizer.close();
  }
}
