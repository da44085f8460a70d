package io.millrace.worker.engine.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kernels in PTX, compiled by the driver for the very GPU. They stay loaded. Launched from a thread
 * on which the device's context is current, as it is inside of an operator. Thread safe.
 */
@SuppressWarnings("restricted") // the launcher and the manifest enable native access
public final class CudaKernels implements KernelLauncher {
  private static final int THREADS = 256;

  /** {@code CUDA_ERROR_OUT_OF_MEMORY}. */
  private static final int OUT_OF_MEMORY = 2;

  private final CudaDriver driver;
  private final MemorySegment module;
  private final Map<String, MemorySegment> functions = new ConcurrentHashMap<>();

  private CudaKernels(CudaDriver driver, MemorySegment module) {
    this.driver = driver;
    this.module = module;
  }

  /**
   * Loads them; empty if there is no driver or it does not take them.
   *
   * @param ordinal of the device
   * @param ptx the text, without the closing zero
   */
  public static Optional<CudaKernels> load(int ordinal, String ptx) {
    return CudaDriver.load()
        .flatMap(driver ->
            driver.loadModule(ordinal, ptx).map(module -> new CudaKernels(driver, module)));
  }

  @Override
  public void launch(String name, long work, MemorySegment stream, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointers = arena.allocate(ADDRESS, arguments.length);
      for (int i = 0; i < arguments.length; i++) {
        pointers.setAtIndex(ADDRESS, i, stored(arguments[i], arena));
      }
      int status =
          Launch.call(
              function(name), Math.toIntExact(Math.ceilDiv(work, THREADS)), stream, pointers);
      if (status != 0) {
        throw new IllegalStateException(refusal(name, status));
      }
    }
  }

  /** In words by which {@link OutOfMemory} knows what is no fault of the device. */
  static String refusal(String name, int status) {
    return "the CUDA driver refuses kernel %s with %d%s"
        .formatted(name, status, status == OUT_OF_MEMORY ? ": out of memory" : "");
  }

  private MemorySegment function(String name) {
    return functions.computeIfAbsent(
        name,
        unknown ->
            driver
                .function(module, unknown)
                .orElseThrow(() -> new IllegalStateException("there is no kernel " + unknown)));
  }

  private static MemorySegment stored(Object argument, Arena arena) {
    return switch (argument) {
      case MemorySegment address -> arena.allocateFrom(ADDRESS, address);
      case Integer number -> arena.allocateFrom(JAVA_INT, number);
      case Long number -> arena.allocateFrom(ValueLayout.JAVA_LONG, number);
      case Float number -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, number);
      default -> throw new IllegalArgumentException(argument.getClass().getName());
    };
  }

  /** {@code cuLaunchKernel}, bound once: it is called for every layer. */
  private static final class Launch {
    private static final MethodHandle HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                SymbolLookup.libraryLookup(CudaDriver.LIBRARY, Arena.global())
                    .findOrThrow("cuLaunchKernel"),
                FunctionDescriptor.of(
                    JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                    JAVA_INT, ADDRESS, ADDRESS, ADDRESS));

    private Launch() {}

    static int call(
        MemorySegment function, int blocks, MemorySegment stream, MemorySegment arguments) {
      try {
        return (int)
            HANDLE.invokeExact(
                function, blocks, 1, 1, THREADS, 1, 1, 0, stream, arguments, MemorySegment.NULL);
      } catch (Throwable e) {
        // A C function throws nothing: only our own description of it can be wrong.
        throw new IllegalStateException("cuLaunchKernel", e);
      }
    }
  }
}
