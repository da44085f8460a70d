package io.millrace.worker.local;

/** What a person gave to a command cannot be read; the message names the place. */
public final class InputException extends RuntimeException {
  public InputException(String message) {
    super(message);
  }
}
