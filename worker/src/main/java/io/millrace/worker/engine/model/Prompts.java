package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.EmbeddingRequest.Role;
import java.util.Optional;

/** What the model wants in front of a text; empty for many models. */
public record Prompts(String query, String document) {
  public static final Prompts NONE = new Prompts("", "");

  /** How the prompt of a query begins and ends in models that take instructions. */
  private static final String BEFORE_INSTRUCTION = "Instruct: ";

  private static final String AFTER_INSTRUCTION = "\nQuery:";

  public Prompts {
    requireNonNull(query, "query");
    requireNonNull(document, "document");
  }

  /** The prompt in front of a text of that role. */
  public String of(Role role) {
    return switch (role) {
      case QUERY -> query;
      case DOCUMENT -> document;
    };
  }

  /** Whether a task can stand in the prompt. */
  public boolean takeInstructions() {
    return instructed("").isPresent();
  }

  /**
   * The prompt of a query with another task in it, character for character as the model was trained
   * with; empty if the model does not take instructions.
   */
  public Optional<String> instructed(String instruction) {
    int after = query.lastIndexOf(AFTER_INSTRUCTION);
    return query.startsWith(BEFORE_INSTRUCTION) && after >= 0
        ? Optional.of(BEFORE_INSTRUCTION + instruction + query.substring(after))
        : Optional.empty();
  }
}
