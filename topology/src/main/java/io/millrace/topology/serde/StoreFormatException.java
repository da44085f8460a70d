package io.millrace.topology.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A value of a store is not of the format that this version reads: another version wrote it, or it
 * is damaged. It stays so.
 */
public final class StoreFormatException extends SerializationException {
  private static final long serialVersionUID = 1L;

  StoreFormatException(String message) {
    super(message);
  }

  StoreFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
