package io.millrace.worker.engine.device;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A C library whose functions give 0 when all went well. It stays loaded. */
@SuppressWarnings("restricted") // the launcher and the manifest enable native access
final class ForeignLibrary {
  private static final Map<String, ForeignLibrary> LOADED = new ConcurrentHashMap<>();

  private final SymbolLookup symbols;

  private ForeignLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /** Loads it if this machine has it. */
  static Optional<ForeignLibrary> load(String file) {
    ForeignLibrary known = LOADED.get(file);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      ForeignLibrary library = new ForeignLibrary(SymbolLookup.libraryLookup(file, Arena.global()));
      LOADED.put(file, library);
      return Optional.of(library);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no such library
    }
  }

  /**
   * Calls a function.
   *
   * @param parameters types of the arguments
   * @return whether it gave 0; false also when the library has no such function
   */
  boolean call(String function, MemoryLayout[] parameters, Object... arguments) {
    try {
      MethodHandle handle =
          Linker.nativeLinker()
              .downcallHandle(
                  symbols.findOrThrow(function),
                  FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
      return (int) handle.invokeWithArguments(arguments) == 0;
    } catch (NoSuchElementException e) {
      return false; // an older driver
    } catch (Throwable e) {
      // A C function throws nothing: only our own description of it can be wrong.
      throw new IllegalStateException(function, e);
    }
  }
}
