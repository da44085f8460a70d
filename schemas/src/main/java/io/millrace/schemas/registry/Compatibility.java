package io.millrace.schemas.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** Which older schemas of a subject a new one must go with, in Confluent's terms. */
public enum Compatibility {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean readsOlder;
  private final boolean readByOlder;
  private final boolean transitive;

  Compatibility(boolean readsOlder, boolean readByOlder, boolean transitive) {
    this.readsOlder = readsOlder;
    this.readByOlder = readByOlder;
    this.transitive = transitive;
  }

  /** The constant of that name, if there is one. */
  static Optional<Compatibility> named(String name) {
    return Arrays.stream(values()).filter(constant -> constant.name().equals(name)).findFirst();
  }

  /**
   * What keeps a schema from following the others; empty if nothing does.
   *
   * @param older the subject's schemas, oldest first
   */
  List<String> problems(Schema next, List<Schema> older) {
    int first = transitive ? 0 : Math.max(0, older.size() - 1);
    return older.subList(first, older.size()).stream()
        .flatMap(previous -> problems(next, previous))
        .toList();
  }

  private Stream<String> problems(Schema next, Schema previous) {
    return Stream.concat(
        readsOlder ? readProblems(next, previous) : Stream.empty(),
        readByOlder ? readProblems(previous, next) : Stream.empty());
  }

  private static Stream<String> readProblems(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(problem ->
            "%s at %s: %s"
                .formatted(problem.getType(), problem.getLocation(), problem.getMessage()));
  }
}
