package io.millrace.worker.bench;

import io.millrace.topology.stage.StageCounters;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.streams.EmbeddingStream;

/** Counters at one moment. */
record Snapshot(
    EngineStats engine, StageCounters.Counts stages, long encodeNanos, double commitSeconds) {
  static Snapshot of(EmbeddingEngine engine, EmbeddingStream stream) {
    return new Snapshot(
        engine.stats(),
        stream.counts(),
        TimedSerializer.encodeNanos(),
        CommitTime.seconds(stream.metrics()));
  }
}
