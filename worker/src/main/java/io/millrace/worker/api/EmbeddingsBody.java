package io.millrace.worker.api;

import io.millrace.topology.port.EmbeddingRequest.Role;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The body of a request for embeddings, each field by itself as it may be.
 *
 * @param model as the client writes it
 * @param role of the texts, if the body says it
 * @param truncate whether texts are cut at the window
 */
record EmbeddingsBody(
    String model,
    Inputs inputs,
    Encoding encoding,
    OptionalInt dimensions,
    Optional<Role> role,
    Optional<String> instruction,
    boolean truncate) {
  /** How a vector stands in the answer. */
  enum Encoding {
    /** A list of numbers. */
    FLOAT,
    /** Little-endian float32 in Base64, as OpenAI's clients ask for and read. */
    BASE64
  }
}
