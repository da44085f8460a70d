package io.millrace.worker.engine.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The limit that Linux sets this process's control group, or any group around it: what a container
 * has. Both of the kernel's interfaces are known.
 *
 * @param root of the file system, {@code /} but in tests
 */
record ControlGroup(Path root) {
  private static final String MOUNT = "sys/fs/cgroup";

  /**
   * Names of the files. Pages of files that nobody uses are given back before anybody is killed.
   */
  private enum Interface {
    V1("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file "),
    V2("memory.max", "memory.current", "inactive_file ");

    private final String limit;
    private final String usage;
    private final String reclaimable;

    Interface(String limit, String usage, String reclaimable) {
      this.limit = limit;
      this.usage = usage;
      this.reclaimable = reclaimable;
    }
  }

  /** What the limits leave, in bytes; empty without one. */
  OptionalLong freeBytes() throws IOException {
    Path membership = root.resolve("proc/self/cgroup");
    OptionalLong least = OptionalLong.empty();
    if (Files.exists(membership)) {
      for (String line : Files.readAllLines(membership)) {
        least = lesser(least, freeBytes(line));
      }
    }
    return least;
  }

  /** A line is {@code number:controllers:path}; the second interface names no controllers. */
  private OptionalLong freeBytes(String line) throws IOException {
    String[] fields = line.split(":", 3);
    if (fields[1].isEmpty()) {
      return freeBytes(Interface.V2, root.resolve(MOUNT), fields[2]);
    }
    return Arrays.asList(fields[1].split(",", -1)).contains("memory")
        ? freeBytes(Interface.V1, root.resolve(MOUNT, "memory"), fields[2])
        : OptionalLong.empty();
  }

  /** Of a group and all around it. A container may see itself as the root of all groups. */
  private static OptionalLong freeBytes(Interface files, Path top, String path) throws IOException {
    Path named = top.resolve(path.substring(1)).normalize();
    @Nullable Path group = named.startsWith(top) && Files.isDirectory(named) ? named : top;
    OptionalLong least = OptionalLong.empty();
    for (; group != null && group.startsWith(top); group = group.getParent()) {
      least = lesser(least, freeBytes(files, group));
    }
    return least;
  }

  private static OptionalLong freeBytes(Interface files, Path group) throws IOException {
    Path limit = group.resolve(files.limit);
    if (!Files.exists(limit)) {
      return OptionalLong.empty();
    }
    String most = Files.readString(limit).strip();
    return most.equals("max")
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, Long.parseLong(most) - usedBytes(files, group)));
  }

  private static long usedBytes(Interface files, Path group) throws IOException {
    long reclaimable =
        Files.readAllLines(group.resolve("memory.stat")).stream()
            .filter(line -> line.startsWith(files.reclaimable))
            .mapToLong(line -> Long.parseLong(line.substring(files.reclaimable.length())))
            .findFirst()
            .orElse(0);
    return Long.parseLong(Files.readString(group.resolve(files.usage)).strip()) - reclaimable;
  }

  private static OptionalLong lesser(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()))
        : one.isPresent() ? one : other;
  }
}
