package io.millrace.schemas.registry;

import org.jspecify.annotations.Nullable;

/**
 * None of the registry's URLs answered, retries included, or the thread was interrupted while it
 * asked; its interrupt flag is then set again. Asking later may succeed.
 */
public final class RegistryUnavailableException extends RegistryException {
  RegistryUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
