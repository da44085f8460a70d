package io.millrace.schemas.registry;

import org.jspecify.annotations.Nullable;

/** The registry did not do what it was asked to. */
public abstract sealed class RegistryException extends RuntimeException
    permits IncompatibleSchemaException,
        RegistryRefusedException,
        RegistryUnavailableException,
        SchemaNotFoundException {
  RegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
