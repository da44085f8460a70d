package io.millrace.worker.http;

import io.millrace.worker.config.ConfigException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where to listen.
 *
 * @param hostKey of the configuration, for errors
 * @param portKey of the configuration, for errors
 */
record Address(String host, int port, String hostKey, String portKey) {
  /** The address of this machine that the host is. */
  InetAddress resolve() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw because("%s: %s is not known".formatted(hostKey, host), e);
    }
  }

  boolean isLoopback() {
    return resolve().isLoopbackAddress();
  }

  /** Why nobody can listen there, for somebody who can write another one. */
  ConfigException refused(Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof BindException && reason.contains("in use")) {
      return because("%s: %d on %s is in use".formatted(portKey, port, host), cause);
    }
    return reason.contains("assign requested address")
        ? because("%s: %s is no address of this machine".formatted(hostKey, host), cause)
        : because("%s: %d on %s cannot be used: %s".formatted(portKey, port, host, reason), cause);
  }

  private static ConfigException because(String message, Throwable cause) {
    ConfigException refused = new ConfigException(message);
    refused.initCause(cause);
    return refused;
  }
}
