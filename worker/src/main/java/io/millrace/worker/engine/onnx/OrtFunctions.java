package io.millrace.worker.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What ONNX Runtime's C interface has and its Java one has not. Places in the table of functions
 * are those of onnxruntime_c_api.h, which only ever appends. Thread safe.
 */
@SuppressWarnings("restricted") // the launcher and the manifest enable native access
final class OrtFunctions {
  /** Of the interface: that of ONNX Runtime 1.24, which later versions keep. */
  static final int API_VERSION = 24;

  private static final int TABLE_SIZE = 256;

  /** A function that gives a status: its place in the table, and its parameters. */
  record Function(int place, FunctionDescriptor type) {
    static final Function CREATE_STATUS = of(0, JAVA_INT, ADDRESS);
    static final Function GET_ERROR_MESSAGE = of(2, ADDRESS);
    static final Function CREATE_CUSTOM_OP_DOMAIN = of(26, ADDRESS, ADDRESS);
    static final Function CUSTOM_OP_DOMAIN_ADD = of(27, ADDRESS, ADDRESS);
    static final Function ADD_CUSTOM_OP_DOMAIN = of(28, ADDRESS, ADDRESS);
    static final Function GET_TENSOR_MUTABLE_DATA = of(51, ADDRESS, ADDRESS);
    static final Function GET_DIMENSIONS_COUNT = of(61, ADDRESS, ADDRESS);
    static final Function GET_DIMENSIONS = of(62, ADDRESS, ADDRESS, JAVA_LONG);
    static final Function GET_TENSOR_TYPE_AND_SHAPE = of(65, ADDRESS, ADDRESS);
    static final Function KERNEL_CONTEXT_GET_INPUT = of(90, ADDRESS, JAVA_LONG, ADDRESS);
    static final Function KERNEL_CONTEXT_GET_OUTPUT =
        of(91, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);
    static final Function RELEASE_STATUS = new Function(93, FunctionDescriptor.ofVoid(ADDRESS));
    static final Function RELEASE_TENSOR_TYPE_AND_SHAPE =
        new Function(99, FunctionDescriptor.ofVoid(ADDRESS));
    static final Function KERNEL_CONTEXT_GET_GPU_COMPUTE_STREAM = of(193, ADDRESS, ADDRESS);

    private static Function of(int place, MemoryLayout... parameters) {
      return new Function(place, FunctionDescriptor.of(ADDRESS, parameters));
    }

    /** Ready to be called with an array of its arguments. */
    private MethodHandle bind(MemorySegment table) {
      return spread(Linker.nativeLinker().downcallHandle(table.getAtIndex(ADDRESS, place), type));
    }
  }

  private final Map<Function, MethodHandle> handles = new ConcurrentHashMap<>();
  private final MemorySegment table;

  private OrtFunctions(MemorySegment table) {
    this.table = table;
  }

  /** Those of the library that the Java interface has loaded. */
  static OrtFunctions load() {
    MemorySegment base =
        (MemorySegment)
            invoke(
                spread(
                    Linker.nativeLinker()
                        .downcallHandle(
                            SymbolLookup.loaderLookup().findOrThrow("OrtGetApiBase"),
                            FunctionDescriptor.of(ADDRESS))));
    MethodHandle getApi =
        spread(
            Linker.nativeLinker()
                .downcallHandle(
                    base.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0),
                    FunctionDescriptor.of(ADDRESS, JAVA_INT)));
    MemorySegment table = (MemorySegment) invoke(getApi, API_VERSION);
    return new OrtFunctions(table.reinterpret(TABLE_SIZE * ADDRESS.byteSize()));
  }

  /**
   * Calls a function that gives a status.
   *
   * @throws IllegalStateException if it fails
   */
  void call(Function function, Object... arguments) {
    MemorySegment status = (MemorySegment) invoke(handle(function), arguments);
    if (!status.equals(MemorySegment.NULL)) {
      String message = message(status);
      release(Function.RELEASE_STATUS, status);
      throw new IllegalStateException("ONNX Runtime: " + message);
    }
  }

  /** Calls a function that gives nothing. */
  void release(Function function, MemorySegment object) {
    var _ = invoke(handle(function), object);
  }

  /** A status that says what failed; ONNX Runtime's to release. */
  MemorySegment failure(String message) {
    try (Arena arena = Arena.ofConfined()) {
      return (MemorySegment) invoke(handle(Function.CREATE_STATUS), 1, arena.allocateFrom(message));
    }
  }

  private String message(MemorySegment status) {
    MemorySegment text = (MemorySegment) invoke(handle(Function.GET_ERROR_MESSAGE), status);
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  private MethodHandle handle(Function function) {
    return handles.computeIfAbsent(function, unbound -> unbound.bind(table));
  }

  /** Adapted once, because adapting costs far more than a call. */
  private static MethodHandle spread(MethodHandle handle) {
    return handle
        .asType(handle.type().generic())
        .asSpreader(Object[].class, handle.type().parameterCount());
  }

  private static Object invoke(MethodHandle spread, Object... arguments) {
    try {
      return (Object) spread.invokeExact(arguments);
    } catch (Throwable e) {
      // A C function throws nothing: only our own description of it can be wrong.
      throw new IllegalStateException("a function of ONNX Runtime", e);
    }
  }
}
