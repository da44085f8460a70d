package io.millrace.topology.port;

import static java.util.Objects.requireNonNull;

/** One text to embed. */
public record EmbeddingRequest(String text, Role role, Lane lane) {
  /** What the text is to the model; many models put a prompt in front of one or the other. */
  public enum Role {
    DOCUMENT,
    QUERY
  }

  public EmbeddingRequest {
    requireNonNull(text, "text");
    requireNonNull(role, "role");
    requireNonNull(lane, "lane");
  }

  /** A chunk of a document on its way through the stream. */
  public static EmbeddingRequest document(String text, Lane lane) {
    return new EmbeddingRequest(text, Role.DOCUMENT, lane);
  }
}
