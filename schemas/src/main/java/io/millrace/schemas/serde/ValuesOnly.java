package io.millrace.schemas.serde;

import org.apache.kafka.common.config.ConfigException;

/** A chunk's key is a string; a vector record as a key is a mistake in the configuration. */
final class ValuesOnly {
  private ValuesOnly() {}

  static void require(boolean isKey, Class<?> serde) {
    if (isKey) {
      throw new ConfigException(serde.getName() + " is for values, keys are strings");
    }
  }
}
