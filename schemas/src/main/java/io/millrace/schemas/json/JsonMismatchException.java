package io.millrace.schemas.json;

/** Sound JSON, but not a vector record's. */
final class JsonMismatchException extends Exception {
  JsonMismatchException(String problem) {
    super(problem);
  }
}
