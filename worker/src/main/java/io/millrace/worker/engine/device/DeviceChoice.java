package io.millrace.worker.engine.device;

/** Which kind of device was asked for. */
public enum DeviceChoice {
  /** A GPU if one can be used, else the CPU. */
  AUTO,
  CPU,
  /** A GPU, or nothing. */
  CUDA
}
