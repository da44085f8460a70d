package io.millrace.worker.engine.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The host's memory, as Linux tells it. */
enum HostMemory implements DeviceMemory {
  INSTANCE;

  @Override
  public Optional<Reading> read() {
    try {
      long resident = bytes(Path.of("/proc/self/status"), "VmRSS:");
      long available = bytes(Path.of("/proc/meminfo"), "MemAvailable:");
      return resident == 0 ? Optional.empty() : Optional.of(new Reading(resident, available));
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
