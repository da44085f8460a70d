package io.millrace.worker.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;

import ai.onnxruntime.OrtSession.SessionOptions;
import io.millrace.worker.engine.onnx.OrtFunctions.Function;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.util.List;

/** Tells ONNX Runtime of operators that are written in Java. */
@SuppressWarnings("restricted") // the launcher and the manifest enable native access
final class CustomOperators {
  /** What ONNX Runtime keeps of an operator lives as long as it does: as long as the process. */
  private static final Arena FOREVER = Arena.global();

  private CustomOperators() {}

  /** Makes them known to the sessions of these options. */
  static void add(List<CustomOperator> operators, SessionOptions options) {
    if (operators.isEmpty()) {
      return;
    }
    OrtFunctions functions = OrtFunctions.load();
    MemorySegment domain = FOREVER.allocate(ADDRESS);
    functions.call(
        Function.CREATE_CUSTOM_OP_DOMAIN, FOREVER.allocateFrom(CustomOperator.DOMAIN), domain);
    for (CustomOperator operator : operators) {
      functions.call(
          Function.CUSTOM_OP_DOMAIN_ADD,
          domain.get(ADDRESS, 0),
          new OperatorTable(operator, functions, FOREVER).segment());
    }
    functions.call(Function.ADD_CUSTOM_OP_DOMAIN, handle(options), domain.get(ADDRESS, 0));
  }

  /** The Java interface registers operators of shared libraries only, and keeps this to itself. */
  private static MemorySegment handle(SessionOptions options) {
    try {
      Field handle = SessionOptions.class.getDeclaredField("nativeHandle");
      handle.setAccessible(true);
      return MemorySegment.ofAddress(handle.getLong(options));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of ONNX Runtime is not the one in the pom", e);
    }
  }
}
