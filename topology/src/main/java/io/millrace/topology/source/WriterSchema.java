package io.millrace.topology.source;

/** The schema that a registry's frame names, ready to read with. */
sealed interface WriterSchema {
  /** What is behind the frame is JSON. */
  record Json() implements WriterSchema {}

  /** What is behind the frame is Avro. */
  record Avro(AvroReader reader) implements WriterSchema {}

  /**
   * Nothing with this schema can be read.
   *
   * @param cause a sentence about "it"
   */
  record Unsupported(String cause) implements WriterSchema {}
}
