package io.millrace.worker.bench;

import io.millrace.topology.stage.StageCounters;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.wiring.Worker;

/** Counters at one moment. */
record Snapshot(
    EngineStats engine, StageCounters.Counts stages, long encodeNanos, double commitSeconds) {
  static Snapshot of(EmbeddingEngine engine, Worker worker, EmbeddingStream stream) {
    return new Snapshot(
        engine.stats(),
        stream.counts(),
        worker.serializeNanos(),
        CommitTime.seconds(stream.metrics()));
  }
}
