package io.millrace.schemas.registry;

import java.util.List;

/** A schema does not go with those the subject already has. No retry helps. */
public final class IncompatibleSchemaException extends RegistryException {
  private final List<String> problems;

  /**
   * @param problems what does not go together, in the words of the registry or of Avro
   */
  public IncompatibleSchemaException(String message, List<String> problems) {
    super(message + ": " + String.join("; ", problems), null);
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
