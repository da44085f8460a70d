package io.millrace.worker.engine;

/** The device fails on a text that it has embedded before, or hangs: no text is to blame. */
final class DeviceException extends Exception {
  private static final long serialVersionUID = 1;

  DeviceException(String message) {
    super(message);
  }

  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
