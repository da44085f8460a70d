package io.millrace.topology.port;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Everything that decides whether two vectors may be compared.
 *
 * @param model name of the model, for people
 * @param revision digest of the files that make the vectors, weights and tokenizer, and how weights
 *     are quantized, if they are
 * @param pooling how token states become one vector, for example {@code mean} or {@code cls}
 * @param documentPrompt what is put in front of a document, often nothing
 * @param dimensions length of a vector
 * @param normalized whether vectors have unit length
 */
public record VectorSpace(
    String model,
    String revision,
    String pooling,
    String documentPrompt,
    int dimensions,
    boolean normalized) {
  private static final int FINGERPRINT_BYTES = 8;

  public VectorSpace {
    requireNonNull(model, "model");
    requireNonNull(revision, "revision");
    requireNonNull(pooling, "pooling");
    requireNonNull(documentPrompt, "documentPrompt");
    if (dimensions < 1) {
      throw new IllegalArgumentException(
          "dimensions is %d, must be at least 1".formatted(dimensions));
    }
  }

  /** The same of another revision. */
  public VectorSpace withRevision(String other) {
    return new VectorSpace(model, other, pooling, documentPrompt, dimensions, normalized);
  }

  /** The first 8 bytes of SHA-256 over all components, as 16 hexadecimal digits. */
  public String fingerprint() {
    String all =
        String.join(
            "\0", model, revision, pooling, documentPrompt, "" + dimensions, "" + normalized);
    byte[] digest = sha256().digest(all.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
  }
}
