package io.millrace.topology.port;

import static java.util.Objects.requireNonNull;

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

  /** The same with another prompt in front of documents. */
  public VectorSpace withDocumentPrompt(String other) {
    return new VectorSpace(model, revision, pooling, other, dimensions, normalized);
  }

  /** The same cut to another length. */
  public VectorSpace withDimensions(int other) {
    return new VectorSpace(model, revision, pooling, documentPrompt, other, normalized);
  }

  /** The same of another revision. */
  public VectorSpace withRevision(String other) {
    return new VectorSpace(model, other, pooling, documentPrompt, dimensions, normalized);
  }

  /** The first 8 bytes of SHA-256 over all components, as 16 hexadecimal digits. */
  public String fingerprint() {
    return Fingerprint.of(
        model, revision, pooling, documentPrompt, "" + dimensions, "" + normalized);
  }
}
