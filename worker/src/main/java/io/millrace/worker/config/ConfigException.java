package io.millrace.worker.config;

/** The configuration cannot be used; the message names the key's path and what would be right. */
public final class ConfigException extends RuntimeException {
  public ConfigException(String message) {
    super(message);
  }
}
