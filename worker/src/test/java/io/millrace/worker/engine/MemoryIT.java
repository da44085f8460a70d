package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryIT {
  private static final int TEXTS = 1_000;
  private static final long MOST_GROWTH_KIB = 200 * 1024;

  @Test
  @EnabledOnOs(OS.LINUX) // asks the kernel
  void memoryStaysFlatOverBatchesOfEveryShape() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (var engine = EmbeddingEngine.start(EngineSettings.defaults(), ModelSource.builtIn())) {
      embed(engine, random, TEXTS / 2);
      long warmKib = residentKib();

      embed(engine, random, TEXTS);

      assertThat(residentKib() - warmKib).isLessThan(MOST_GROWTH_KIB);
      assertThat(engine.stats().texts()).isEqualTo(TEXTS + TEXTS / 2);
    }
  }

  /** Waits for every fifth text, so that batches are of every size. */
  private static void embed(EmbeddingEngine engine, Random random, int texts) throws Exception {
    List<CompletableFuture<?>> results = new ArrayList<>();
    for (int i = 0; i < texts; i++) {
      String text = "word ".repeat(random.nextInt(1, 120));
      CompletableFuture<?> result = engine.submit(EmbeddingRequest.document(text, Lane.STREAM));
      results.add(result);
      if (random.nextInt(5) == 0) {
        result.join();
      }
    }
    // The last one in is not the last one out: texts of like length go together.
    results.forEach(CompletableFuture::join);
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
