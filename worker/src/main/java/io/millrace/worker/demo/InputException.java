package io.millrace.worker.demo;

/** What a person gave to a command cannot be read; the message names the place. */
public final class InputException extends RuntimeException {
  public InputException(String message) {
    super(message);
  }
}
