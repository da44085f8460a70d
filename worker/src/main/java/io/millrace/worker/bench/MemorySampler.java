package io.millrace.worker.bench;

import java.util.ArrayList;
import java.util.List;

/** Takes a memory sample each time so many documents more are done. */
final class MemorySampler {
  private final long everyDocuments;
  private final List<ProcessMemory> samples = new ArrayList<>();

  MemorySampler(long everyDocuments) {
    this.everyDocuments = Math.max(1, everyDocuments);
  }

  void at(long documents) {
    if (documents >= (samples.size() + 1) * everyDocuments) {
      samples.add(ProcessMemory.now(documents));
    }
  }

  List<ProcessMemory> samples() {
    return samples;
  }
}
