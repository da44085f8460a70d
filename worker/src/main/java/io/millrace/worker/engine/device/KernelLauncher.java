package io.millrace.worker.engine.device;

import java.lang.foreign.MemorySegment;

/** Starts kernels. Thread safe. */
@FunctionalInterface
public interface KernelLauncher {
  /**
   * Launches a kernel; returns before it has run.
   *
   * @param name of the function
   * @param work threads that have something to do
   * @param stream to launch it on
   * @param arguments each a segment that stands for its address, an Integer, a Long or a Float
   * @throws IllegalStateException if the driver refuses it
   */
  void launch(String name, long work, MemorySegment stream, Object... arguments);
}
