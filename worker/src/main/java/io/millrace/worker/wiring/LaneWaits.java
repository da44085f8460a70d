package io.millrace.worker.wiring;

import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.BatchRun;
import io.millrace.worker.engine.EngineObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How long texts of each lane have waited for the device, all together. */
final class LaneWaits implements EngineObserver {
  private final Map<Lane, LongAdder> nanos = new ConcurrentHashMap<>();

  @Override
  public void batchRan(BatchRun batch) {
    batch
        .texts()
        .forEach(text -> of(text.request().lane()).add(batch.startNanos() - text.queuedNanos()));
  }

  long nanos(Lane lane) {
    return of(lane).sum();
  }

  private LongAdder of(Lane lane) {
    return nanos.computeIfAbsent(lane, unknown -> new LongAdder());
  }
}
