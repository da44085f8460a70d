package io.millrace.worker.engine.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The host's memory, as Linux tells it; in a container what its limit leaves, if that is less.
 *
 * @param root of the file system, {@code /} but in tests
 */
record HostMemory(Path root) implements DeviceMemory {
  @Override
  public Optional<Reading> read() {
    try {
      long resident = bytes(root.resolve("proc/self/status"), "VmRSS:");
      long available = bytes(root.resolve("proc/meminfo"), "MemAvailable:");
      long allowed = new ControlGroup(root).freeBytes().orElse(Long.MAX_VALUE);
      return resident == 0
          ? Optional.empty()
          : Optional.of(new Reading(resident, Math.min(available, allowed)));
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
  }

  /** Both files give KiB. */
  private static long bytes(Path file, String field) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }
}
