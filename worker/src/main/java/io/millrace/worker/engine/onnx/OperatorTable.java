package io.millrace.worker.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * An operator as ONNX Runtime's {@code OrtCustomOp} has it: its version, then a table of functions.
 * Those that are optional, or for versions before the second, are null.
 */
@SuppressWarnings({"restricted", "unused"}) // the launcher enables native access; C calls the rest
final class OperatorTable {
  private static final int FUNCTIONS = 25;
  private static final int ANY_KERNEL = 1;
  private static final String CUDA = "CUDAExecutionProvider";

  /** Places of the functions in the table. */
  private enum Place {
    GET_NAME(1),
    GET_PROVIDER(2),
    GET_INPUT_TYPE(3),
    GET_INPUT_COUNT(4),
    GET_OUTPUT_TYPE(5),
    GET_OUTPUT_COUNT(6),
    KERNEL_DESTROY(8),
    GET_INPUT_CHARACTERISTIC(9),
    GET_OUTPUT_CHARACTERISTIC(10),
    GET_INPUT_MEMORY(11),
    GET_VARIADIC_INPUT_ARITY(12),
    GET_VARIADIC_INPUT_HOMOGENEITY(13),
    GET_VARIADIC_OUTPUT_ARITY(14),
    GET_VARIADIC_OUTPUT_HOMOGENEITY(15),
    CREATE_KERNEL(16),
    COMPUTE(17),
    GET_START_VERSION(19),
    GET_END_VERSION(20);

    private final int index;

    Place(int index) {
      this.index = index;
    }
  }

  private final CustomOperator operator;
  private final OrtFunctions functions;
  private final Arena arena;
  private final MemorySegment table;
  private final MemorySegment name;
  private final MemorySegment provider;

  OperatorTable(CustomOperator operator, OrtFunctions functions, Arena arena) {
    this.operator = operator;
    this.functions = functions;
    this.arena = arena;
    this.table = arena.allocate(ADDRESS, FUNCTIONS + 1L);
    this.name = arena.allocateFrom(operator.name());
    this.provider = operator.isOnGpu() ? arena.allocateFrom(CUDA) : MemorySegment.NULL;
  }

  /** The structure, filled in. */
  MemorySegment segment() {
    table.set(JAVA_INT, 0, OrtFunctions.API_VERSION);
    put(Place.GET_NAME, "name", MemorySegment.class, ADDRESS, ADDRESS);
    put(Place.GET_PROVIDER, "provider", MemorySegment.class, ADDRESS, ADDRESS);
    put(Place.GET_INPUT_TYPE, "inputType", int.class, JAVA_INT, ADDRESS, JAVA_LONG);
    put(Place.GET_INPUT_COUNT, "inputCount", long.class, JAVA_LONG, ADDRESS);
    put(Place.GET_OUTPUT_TYPE, "outputType", int.class, JAVA_INT, ADDRESS, JAVA_LONG);
    put(Place.GET_OUTPUT_COUNT, "outputCount", long.class, JAVA_LONG, ADDRESS);
    put(Place.GET_INPUT_CHARACTERISTIC, "zeroOf", int.class, JAVA_INT, ADDRESS, JAVA_LONG);
    put(Place.GET_OUTPUT_CHARACTERISTIC, "zeroOf", int.class, JAVA_INT, ADDRESS, JAVA_LONG);
    put(Place.GET_INPUT_MEMORY, "zeroOf", int.class, JAVA_INT, ADDRESS, JAVA_LONG);
    put(Place.GET_VARIADIC_INPUT_ARITY, "zero", int.class, JAVA_INT, ADDRESS);
    put(Place.GET_VARIADIC_INPUT_HOMOGENEITY, "zero", int.class, JAVA_INT, ADDRESS);
    put(Place.GET_VARIADIC_OUTPUT_ARITY, "zero", int.class, JAVA_INT, ADDRESS);
    put(Place.GET_VARIADIC_OUTPUT_HOMOGENEITY, "zero", int.class, JAVA_INT, ADDRESS);
    put(Place.GET_START_VERSION, "one", int.class, JAVA_INT, ADDRESS);
    put(Place.GET_END_VERSION, "one", int.class, JAVA_INT, ADDRESS);
    put(Place.COMPUTE, "compute", MemorySegment.class, ADDRESS, ADDRESS, ADDRESS);
    put(
        Place.CREATE_KERNEL,
        "createKernel",
        MemorySegment.class,
        ADDRESS,
        ADDRESS,
        ADDRESS,
        ADDRESS,
        ADDRESS);
    putVoid(Place.KERNEL_DESTROY, "destroyKernel");
    return table;
  }

  private void put(
      Place place, String method, Class<?> gives, MemoryLayout result, MemoryLayout... parameters) {
    table.setAtIndex(
        ADDRESS, 1L + place.index, stub(method, gives, FunctionDescriptor.of(result, parameters)));
  }

  private void putVoid(Place place, String method) {
    table.setAtIndex(
        ADDRESS, 1L + place.index, stub(method, void.class, FunctionDescriptor.ofVoid(ADDRESS)));
  }

  private MemorySegment stub(String method, Class<?> gives, FunctionDescriptor type) {
    MethodType parameters = type.toMethodType().changeReturnType(gives);
    try {
      MethodHandle handle = MethodHandles.lookup().bind(this, method, parameters);
      return Linker.nativeLinker().upcallStub(handle, type, arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(method, e);
    }
  }

  private MemorySegment name(MemorySegment op) {
    return name;
  }

  private MemorySegment provider(MemorySegment op) {
    return provider;
  }

  private int inputType(MemorySegment op, long index) {
    return operator.inputs().get((int) index).number();
  }

  private long inputCount(MemorySegment op) {
    return operator.inputs().size();
  }

  private int outputType(MemorySegment op, long index) {
    return operator.outputs().get((int) index).number();
  }

  private long outputCount(MemorySegment op) {
    return operator.outputs().size();
  }

  /** Required, in the device's memory: the first constant of each enumeration. */
  private int zeroOf(MemorySegment op, long index) {
    return 0;
  }

  private int zero(MemorySegment op) {
    return 0;
  }

  private int one(MemorySegment op) {
    return 1;
  }

  /** Nodes of an operator have no state of their own. */
  private MemorySegment createKernel(
      MemorySegment op, MemorySegment api, MemorySegment node, MemorySegment kernel) {
    kernel.reinterpret(ADDRESS.byteSize()).set(ADDRESS, 0, MemorySegment.ofAddress(ANY_KERNEL));
    return MemorySegment.NULL;
  }

  private void destroyKernel(MemorySegment kernel) {
    // There was nothing to make.
  }

  /** What runs out of memory or finds no library ends as an error, and must end the run alone. */
  private MemorySegment compute(MemorySegment kernel, MemorySegment context) {
    try (Arena memory = Arena.ofConfined()) {
      operator.run(new OperatorRun(context, functions, memory));
      return MemorySegment.NULL;
    } catch (Throwable e) {
      // Whatever went past the C caller, an Error too, would end the process without a log.
      return functions.failure("%s: %s".formatted(operator.name(), e));
    }
  }
}
