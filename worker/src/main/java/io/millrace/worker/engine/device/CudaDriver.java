package io.millrace.worker.engine.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** What the CUDA driver says of a device; it heeds CUDA_VISIBLE_DEVICES as ONNX Runtime does. */
final class CudaDriver {
  static final String LIBRARY = "libcuda.so.1";

  private static final int TEXT_BYTES = 128;

  private final ForeignLibrary library;

  private CudaDriver(ForeignLibrary library) {
    this.library = library;
  }

  /** The driver, if there is one and it works. */
  static Optional<CudaDriver> load() {
    return ForeignLibrary.load(LIBRARY)
        .filter(library -> library.call("cuInit", types(JAVA_INT), 0))
        .map(CudaDriver::new);
  }

  /** PCI bus id, by which other interfaces know the device. */
  Optional<String> busId(int ordinal) {
    return text(ordinal, "cuDeviceGetPCIBusId");
  }

  /** Product name. */
  Optional<String> name(int ordinal) {
    return text(ordinal, "cuDeviceGetName");
  }

  /**
   * Compiles and loads PTX into the context of a device that ONNX Runtime works in, too; empty if
   * the driver does not take it.
   */
  Optional<MemorySegment> loadModule(int ordinal, String ptx) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment device = arena.allocate(JAVA_INT);
      MemorySegment context = arena.allocate(ADDRESS);
      MemorySegment module = arena.allocate(ADDRESS);
      MemorySegment before = arena.allocate(ADDRESS);
      boolean known =
          library.call("cuDeviceGet", types(ADDRESS, JAVA_INT), device, ordinal)
              && library.call(
                  "cuDevicePrimaryCtxRetain",
                  types(ADDRESS, JAVA_INT),
                  context,
                  device.get(JAVA_INT, 0))
              && library.call("cuCtxPushCurrent_v2", types(ADDRESS), context.get(ADDRESS, 0));
      if (!known) {
        return Optional.empty();
      }
      boolean loaded =
          library.call(
              "cuModuleLoadData", types(ADDRESS, ADDRESS), module, arena.allocateFrom(ptx));
      library.call("cuCtxPopCurrent_v2", types(ADDRESS), before);
      return loaded ? Optional.of(module.get(ADDRESS, 0)) : Optional.empty();
    }
  }

  /** A kernel of a module. */
  Optional<MemorySegment> function(MemorySegment module, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment function = arena.allocate(ADDRESS);
      return library.call(
              "cuModuleGetFunction",
              types(ADDRESS, ADDRESS, ADDRESS),
              function,
              module,
              arena.allocateFrom(name))
          ? Optional.of(function.get(ADDRESS, 0))
          : Optional.empty();
    }
  }

  /** A function that writes a text about a device. */
  private Optional<String> text(int ordinal, String function) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment device = arena.allocate(JAVA_INT);
      MemorySegment text = arena.allocate(TEXT_BYTES);
      boolean known =
          library.call("cuDeviceGet", types(ADDRESS, JAVA_INT), device, ordinal)
              && library.call(
                  function,
                  types(ADDRESS, JAVA_INT, JAVA_INT),
                  text,
                  TEXT_BYTES,
                  device.get(JAVA_INT, 0));
      return known ? Optional.of(text.getString(0)) : Optional.empty();
    }
  }

  private static MemoryLayout[] types(MemoryLayout... types) {
    return types;
  }
}
