package io.millrace.worker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.millrace.worker.engine.device.DeviceMemory;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Memory and load of the devices, as far as each tells. */
final class DeviceMeters {
  private final MultiGauge used;
  private final MultiGauge free;
  private final MultiGauge utilization;

  DeviceMeters(MeterRegistry registry) {
    used = Meters.ENGINE_MEMORY_USED.spec().gauges(registry);
    free = Meters.ENGINE_MEMORY_FREE.spec().gauges(registry);
    utilization = Meters.ENGINE_DEVICE_UTILIZATION.spec().gauges(registry);
  }

  void update(List<DeviceReading> devices) {
    show(used, Meters.ENGINE_MEMORY_USED, devices, memory(DeviceMemory.Reading::usedBytes));
    show(free, Meters.ENGINE_MEMORY_FREE, devices, memory(DeviceMemory.Reading::freeBytes));
    show(utilization, Meters.ENGINE_DEVICE_UTILIZATION, devices, DeviceMeters::load);
  }

  private static Function<DeviceReading, Optional<Number>> memory(
      Function<DeviceMemory.Reading, Number> part) {
    return device -> device.memory().map(part);
  }

  private static Optional<Number> load(DeviceReading device) {
    return device.utilization().isPresent()
        ? Optional.of(device.utilization().getAsDouble())
        : Optional.empty();
  }

  private static void show(
      MultiGauge gauges,
      Meters meter,
      List<DeviceReading> devices,
      Function<DeviceReading, Optional<Number>> value) {
    gauges.register(devices.stream().flatMap(device -> row(meter, device, value)).toList(), true);
  }

  private static Stream<Row<?>> row(
      Meters meter, DeviceReading device, Function<DeviceReading, Optional<Number>> value) {
    return value.apply(device).stream()
        .map(number -> Row.of(meter.spec().tags(device.device()), number));
  }
}
