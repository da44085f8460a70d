package io.millrace.worker.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the process holds.
 *
 * @param documents documents done when it was measured
 * @param heapMiB live heap, after a collection
 * @param residentMiB the operating system's figure (Linux; 0 elsewhere), native memory included
 */
record ProcessMemory(long documents, long heapMiB, long residentMiB) {
  private static final Path STATUS = Path.of("/proc/self/status");

  static ProcessMemory now(long documents) {
    System.gc();
    long heapBytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new ProcessMemory(documents, heapBytes >> 20, resident());
  }

  private static long resident() {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
