package io.millrace.worker.check;

import io.millrace.topology.source.DocumentSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** So many chunks of all that are offered, each as likely as any other. */
final class ChunkSample {
  private static final long SEED = 42;

  private final int size;
  private final RandomGenerator random = new SplittableRandom(SEED);
  private final List<Chosen> chosen = new ArrayList<>();
  private int offered;

  private record Chosen(String key, DocumentSource source) {}

  ChunkSample(int size) {
    this.size = size;
  }

  void offer(String key, DocumentSource source) {
    offered++;
    if (chosen.size() < size) {
      chosen.add(new Chosen(key, source));
    } else {
      int place = random.nextInt(offered);
      if (place < size) {
        chosen.set(place, new Chosen(key, source));
      }
    }
  }

  /** Which source makes the vector, by the key of the chunk's record. */
  Map<String, DocumentSource> sources() {
    Map<String, DocumentSource> sources = new HashMap<>();
    chosen.forEach(one -> sources.put(one.key(), one.source()));
    return sources;
  }
}
