package io.millrace.schemas.serde;

/** The bytes of a value are not the record that its schema promises. */
final class MalformedRecordException extends Exception {
  MalformedRecordException(int atByte, String problem) {
    super("%s at byte %d".formatted(problem, atByte));
  }
}
