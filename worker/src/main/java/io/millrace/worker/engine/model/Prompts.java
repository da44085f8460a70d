package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.EmbeddingRequest.Role;

/** What the model wants in front of a text; empty for many models. */
public record Prompts(String query, String document) {
  public static final Prompts NONE = new Prompts("", "");

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
}
