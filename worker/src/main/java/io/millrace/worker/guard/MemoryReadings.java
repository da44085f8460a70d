package io.millrace.worker.guard;

import io.millrace.worker.config.OperationsConfig;
import io.millrace.worker.engine.device.Device;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Of the devices, the host, where a container's limit counts, and the Java heap. A memory that does
 * not tell is left out. Asked by one thread.
 */
public final class MemoryReadings implements Supplier<List<Reading>> {
  private final Set<Device> devices;
  private final HeapMemory heap;

  /**
   * Of a process.
   *
   * @param devices that its engine runs on
   */
  public MemoryReadings(Collection<Device> devices, OperationsConfig.Guard settings) {
    this.devices = new LinkedHashSet<>(devices);
    this.devices.add(new Device.Cpu());
    this.heap = HeapMemory.ofThisProcess(settings.lowWater());
  }

  @Override
  public List<Reading> get() {
    return Stream.concat(
            devices.stream().flatMap(MemoryReadings::reading),
            Stream.of(heap.read(System.nanoTime())))
        .toList();
  }

  private static Stream<Reading> reading(Device device) {
    String name = device instanceof Device.Cpu ? "host" : device.toString();
    return device
        .memory()
        .read()
        .map(bytes -> new Reading(name, bytes.usedBytes(), bytes.freeBytes()))
        .stream();
  }
}
