package io.millrace.schemas.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A schema does not go with those the subject already has. No retry helps. */
public final class IncompatibleSchemaException extends RegistryException {
  private final List<String> problems;

  /**
   * @param problems what does not go together, in the words of the registry or of Avro
   */
  public IncompatibleSchemaException(String message, List<String> problems) {
    this(message, problems, null);
  }

  /**
   * @param refusal what the registry said, if it was asked
   */
  public IncompatibleSchemaException(
      String message, List<String> problems, @Nullable Throwable refusal) {
    super(message + ": " + String.join("; ", problems), refusal);
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
