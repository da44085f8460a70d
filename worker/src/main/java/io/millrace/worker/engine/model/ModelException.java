package io.millrace.worker.engine.model;

/** The model cannot be used. The message is one line that names the file and the field. */
public final class ModelException extends RuntimeException {
  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
