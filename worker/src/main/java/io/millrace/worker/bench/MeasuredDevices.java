package io.millrace.worker.bench;

import io.millrace.worker.engine.device.CudaMemory;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.DeviceMemory.Reading;
import io.millrace.worker.engine.device.DeviceSettings;
import io.millrace.worker.engine.device.Devices;
import io.millrace.worker.engine.model.ModelException;
import java.util.List;
import java.util.stream.Collectors;

/** The devices that an engine runs on, measured as one. */
record MeasuredDevices(List<Device> all) {
  MeasuredDevices {
    all = List.copyOf(all);
  }

  /**
   * Those that an engine with these settings takes. Native libraries must have been prepared.
   *
   * @throws ModelException if one cannot be used
   */
  static MeasuredDevices of(DeviceSettings settings) {
    return new MeasuredDevices(Devices.choose(settings));
  }

  /** What the report calls them. */
  String names() {
    return all.stream().map(MeasuredDevices::name).collect(Collectors.joining("; "));
  }

  /** Memory in use on all of them; a device that does not tell counts as 0. */
  long usedMiB() {
    return all.stream()
            .mapToLong(device -> device.memory().read().map(Reading::usedBytes).orElse(0L))
            .sum()
        >> 20;
  }

  private static String name(Device device) {
    return switch (device) {
      case Device.Cpu cpu -> cpu.toString();
      case Device.Cuda(int ordinal) ->
          device + new CudaMemory(ordinal).deviceName().map(name -> ", " + name).orElse("");
    };
  }
}
