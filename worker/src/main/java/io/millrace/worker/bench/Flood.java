package io.millrace.worker.bench;

import io.millrace.worker.bench.PipelineReport.Latency;
import io.millrace.worker.bench.PipelineReport.SecondsSpent;
import io.millrace.worker.engine.EngineStats;
import java.util.List;

/**
 * The saturated part of a run.
 *
 * @param seconds from the first document written to the last vector visible
 */
record Flood(
    int documents, Snapshot before, Snapshot after, double seconds, List<ProcessMemory> memory) {

  double documentsPerSecond() {
    return documents / seconds;
  }

  PipelineReport report(List<Double> bareTokensPerSecond, Latency latency, Machine machine) {
    EngineStats work = after.engine().minus(before.engine());
    double bare =
        bareTokensPerSecond.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new PipelineReport(
        documents,
        work.tokens(),
        seconds,
        documentsPerSecond(),
        work.tokens() / seconds,
        bareTokensPerSecond,
        work.tokens() / seconds / bare,
        latency,
        work.batchFill(),
        work.paddingShare(),
        lookedAheadShare(),
        work.batches(),
        secondsSpent(work),
        memory,
        machine);
  }

  private double lookedAheadShare() {
    long lookedAhead = after.stages().lookedAheadChunks() - before.stages().lookedAheadChunks();
    long onDemand = after.stages().onDemandChunks() - before.stages().onDemandChunks();
    return (double) lookedAhead / (lookedAhead + onDemand);
  }

  private SecondsSpent secondsSpent(EngineStats work) {
    return new SecondsSpent(
        work.tokenizeNanos() / 1e9,
        work.queueWaitNanos() / 1e9,
        work.inferNanos() / 1e9,
        (after.encodeNanos() - before.encodeNanos()) / 1e9,
        after.commitSeconds() - before.commitSeconds());
  }
}
