package io.millrace.topology.port;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One input to embed, which lane it takes, and who asks.
 *
 * @param caller never decides what comes out
 */
public record EmbeddingRequest(Input input, Lane lane, Caller caller) {
  /** What the model shall see. */
  public sealed interface Input {}

  /**
   * A text; the model's prompt for its role goes in front of it.
   *
   * @param instruction the task, in place of the one in the model's prompt; for models that take
   *     instructions
   */
  public record Text(String text, Role role, Optional<String> instruction) implements Input {
    public Text {
      requireNonNull(text, "text");
      requireNonNull(role, "role");
      requireNonNull(instruction, "instruction");
    }

    /** With the model's own prompt. */
    public Text(String text, Role role) {
      this(text, role, Optional.empty());
    }
  }

  /**
   * Token ids exactly as the model shall see them: prompt and special tokens included.
   *
   * @param ids not copied; must not change until the result is there
   */
  @SuppressWarnings("ArrayRecordComponent") // texts of 32,768 tokens are not copied
  public record Tokens(int[] ids) implements Input {
    public Tokens {
      requireNonNull(ids, "ids");
    }
  }

  /** What the text is to the model; many models put a prompt in front of one or the other. */
  public enum Role {
    DOCUMENT,
    QUERY
  }

  public EmbeddingRequest {
    requireNonNull(input, "input");
    requireNonNull(lane, "lane");
    requireNonNull(caller, "caller");
  }

  /** For the process itself. */
  public EmbeddingRequest(Input input, Lane lane) {
    this(input, lane, Caller.PROCESS);
  }

  /** The same for somebody else. */
  public EmbeddingRequest by(Caller other) {
    return new EmbeddingRequest(input, lane, other);
  }

  /** A chunk of a document on its way through the stream. */
  public static EmbeddingRequest document(String text, Lane lane) {
    return new EmbeddingRequest(new Text(text, Role.DOCUMENT), lane);
  }

  /** A question that documents shall answer. */
  public static EmbeddingRequest query(String text, Lane lane) {
    return new EmbeddingRequest(new Text(text, Role.QUERY), lane);
  }
}
