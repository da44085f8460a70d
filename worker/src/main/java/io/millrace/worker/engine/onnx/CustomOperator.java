package io.millrace.worker.engine.onnx;

import java.util.List;

/** An operator of Millrace's own, in the domain {@value #DOMAIN}. Thread safe. */
public interface CustomOperator {
  /** Of all operators of our own. */
  String DOMAIN = "io.millrace";

  /** As nodes name it. */
  String name();

  /** Types of its inputs, none of which may be left out. */
  List<ElementType> inputs();

  /** Types of its outputs. */
  List<ElementType> outputs();

  /** Whether its tensors lie on the GPU. */
  boolean isOnGpu();

  /** Computes the outputs of one node; a failure fails the run of the whole graph. */
  void run(OperatorRun run);
}
