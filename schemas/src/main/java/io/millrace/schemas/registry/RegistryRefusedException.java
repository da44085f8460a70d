package io.millrace.schemas.registry;

/**
 * The registry, or whatever answers at its URL, does not serve this request: wrong credentials, an
 * invalid schema, a wrong path. No retry helps.
 */
public final class RegistryRefusedException extends RegistryException {
  private final int status;

  RegistryRefusedException(String message, int status) {
    super(message, null);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
