package io.millrace.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * An answer of {@link InProcessRegistry} that is not a success, with Confluent's code and words.
 */
final class RegistryError extends Exception {
  private final int errorCode;
  private final transient JsonNode body;

  private RegistryError(int errorCode, String message) {
    super(message);
    this.errorCode = errorCode;
    this.body =
        JsonNodeFactory.instance.objectNode().put("error_code", errorCode).put("message", message);
  }

  static RegistryError noSuchPath() {
    return new RegistryError(404, "HTTP 404 Not Found");
  }

  static RegistryError noSubject(String subject) {
    return new RegistryError(40401, "Subject '%s' not found.".formatted(subject));
  }

  static RegistryError noVersion(String version) {
    return new RegistryError(40402, "Version %s not found.".formatted(version));
  }

  static RegistryError noSchema() {
    return new RegistryError(40403, "Schema not found");
  }

  static RegistryError noCompatibility(String subject) {
    return new RegistryError(
        40408,
        "Subject '%s' does not have subject-level compatibility configured".formatted(subject));
  }

  static RegistryError incompatible(String subject, Object problems) {
    return new RegistryError(
        409,
        "Schema being registered is incompatible with an earlier schema for subject \"%s\", details: %s"
            .formatted(subject, problems));
  }

  static RegistryError notJson() {
    return new RegistryError(400, "Unable to process JSON");
  }

  static RegistryError invalidSchema(String reason) {
    return new RegistryError(42201, "Invalid schema: " + reason);
  }

  static RegistryError invalidVersion(String version) {
    return new RegistryError(
        42202,
        "The specified version '%s' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\""
            .formatted(version));
  }

  static RegistryError invalidCompatibility(String name) {
    return new RegistryError(42203, "Invalid compatibility level: " + name);
  }

  JsonNode body() {
    return body;
  }

  /** The first three digits of the code. */
  int status() {
    return errorCode < 1_000 ? errorCode : errorCode / 100;
  }
}
