package io.millrace.worker.engine;

/** The device fails on a text that it has embedded before: the text is not to blame. */
final class DeviceException extends Exception {
  private static final long serialVersionUID = 1;

  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
