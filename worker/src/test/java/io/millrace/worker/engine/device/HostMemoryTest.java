package io.millrace.worker.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.engine.device.DeviceMemory.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryTest {
  private static final long RESIDENT = 2L << 30;
  private static final long AVAILABLE = 8L << 30;

  @TempDir Path root;

  @BeforeEach
  void writeHost() throws IOException {
    write("proc/self/status", "Name:\tjava\nVmRSS:\t 2097152 kB\nThreads:\t9\n");
    write("proc/meminfo", "MemTotal: 16777216 kB\nMemAvailable:    8388608 kB\n");
  }

  @Test
  void withoutAControlGroupTheHostCounts() {
    assertReading(AVAILABLE);
  }

  @Test
  void anotherSystemTellsNothing() {
    assertThat(new HostMemory(root.resolve("nowhere")).read()).isEmpty();
  }

  @Test
  void theLimitOfAContainerCountsWithoutPagesThatCanBeGivenBack() throws IOException {
    write("proc/self/cgroup", "0::/\n");
    group("sys/fs/cgroup", "4294967296", "3221225472");
    write("sys/fs/cgroup/memory.stat", "anon 1\nactive_file 7\ninactive_file 1073741824\n");

    assertReading(2L << 30);
  }

  @Test
  void theLimitOfAGroupAroundCountsToo() throws IOException {
    write("proc/self/cgroup", "0::/pod/container\n");
    group("sys/fs/cgroup/pod/container", "max", "1073741824");
    group("sys/fs/cgroup/pod", "3221225472", "2147483648");

    assertReading(1L << 30);
  }

  @Test
  void aGroupThatIsOverItsLimitLeavesNothing() throws IOException {
    write("proc/self/cgroup", "0::/\n");
    group("sys/fs/cgroup", "1024", "2048");

    assertReading(0);
  }

  @Test
  void aLimitAboveTheHostsMemoryIsNone() throws IOException {
    write("proc/self/cgroup", "0::/\n");
    group("sys/fs/cgroup", "1099511627776", "1024");

    assertReading(AVAILABLE);
  }

  @Test
  void aContainerThatSeesItselfAsTheRootFindsItsLimit() throws IOException {
    write("proc/self/cgroup", "0::/../../system.slice/other\n");
    group("sys/fs/cgroup", "2147483648", "1073741824");

    assertReading(1L << 30);
  }

  @Test
  void theOlderInterfaceIsRead() throws IOException {
    write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/docker/one\n2:cpuacct:/\n0::/\n");
    String group = "sys/fs/cgroup/memory/docker/one/";
    write(group + "memory.limit_in_bytes", "4294967296\n");
    write(group + "memory.usage_in_bytes", "2147483648\n");
    write(group + "memory.stat", "inactive_file 5\ntotal_inactive_file 1073741824\n");

    assertReading(3L << 30);
  }

  private void assertReading(long freeBytes) {
    assertThat(new HostMemory(root).read()).hasValue(new Reading(RESIDENT, freeBytes));
  }

  private void group(String folder, String max, String current) throws IOException {
    write(folder + "/memory.max", max + "\n");
    write(folder + "/memory.current", current + "\n");
    write(folder + "/memory.stat", "anon 1\ninactive_file 0\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
