package io.millrace.schemas.registry;

/** The registry answered that it has no such subject, version, schema or setting. */
public final class SchemaNotFoundException extends RegistryException {
  private final int errorCode;

  SchemaNotFoundException(String message, int errorCode) {
    super(message, null);
    this.errorCode = errorCode;
  }

  /** Confluent's code: 40401 for the subject, 40402 for the version, 40403 for the schema. */
  public int errorCode() {
    return errorCode;
  }
}
