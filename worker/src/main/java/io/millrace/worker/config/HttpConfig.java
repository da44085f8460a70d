package io.millrace.worker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The server of the query side, and of those who operate it.
 *
 * @param host empty: this machine alone without API keys, all addresses with them
 * @param port 0: any that is free
 * @param managementHost of the second port
 * @param managementPort of health, meters and page; -1: the same port, 0: any that is free
 * @param aliases other names of models, as a request may write them
 */
public record HttpConfig(
    boolean enabled,
    String host,
    int port,
    String managementHost,
    int managementPort,
    Tls tls,
    Keys keys,
    Limits limits,
    Map<String, String> aliases) {
  private static final int MOST_PORTS = 65535;

  public HttpConfig {
    requirePort("port", port, 0);
    requirePort("managementPort", managementPort, -1);
    aliases = Map.copyOf(aliases);
  }

  /** Whether health, meters and page have a port of their own. */
  public boolean hasManagementPort() {
    return managementPort >= 0;
  }

  /** A certificate with its chain and its key, PEM; both or neither. */
  public record Tls(String certificate, String key) {
    public Tls {
      if (certificate.isEmpty() != key.isEmpty()) {
        throw new IllegalArgumentException("certificate and key belong together: one is empty");
      }
    }

    public boolean isEnabled() {
      return !certificate.isEmpty();
    }
  }

  /**
   * Where API keys stand.
   *
   * @param inline keys as a file would have them, for a value from the environment
   */
  public record Keys(String file, String inline) {
    /** Whether keys are asked for; also when the file has none. */
    public boolean areConfigured() {
      return path().isPresent() || !inline.isBlank();
    }

    /** The file, if there is one. */
    public Optional<Path> path() {
      return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
    }
  }

  /**
   * What a client may ask for.
   *
   * @param bodyMemory most bytes of all bodies at a time
   * @param requestTime deadline of a request that names none
   * @param bodyTime how long a request may take to arrive
   * @param idleTime how long a connection may be silent
   * @param drainTime how long requests may go on while the server closes
   */
  public record Limits(
      int inputs,
      int requestTokens,
      DataSize bodySize,
      DataSize bodyMemory,
      int connections,
      Duration requestTime,
      Duration bodyTime,
      Duration idleTime,
      Duration drainTime) {
    public Limits {
      WorkerConfig.requireAtLeast("inputs", inputs, 1);
      WorkerConfig.requireAtLeast("requestTokens", requestTokens, 1);
      WorkerConfig.requireAtLeast("connections", connections, 1);
      bodySize.requireForRecord("bodySize");
      if (bodySize.bytes() > bodyMemory.bytes()) {
        throw new IllegalArgumentException("bodyMemory is less than bodySize");
      }
      requirePositive("requestTime", requestTime);
      requirePositive("bodyTime", bodyTime);
      requirePositive("idleTime", idleTime);
    }
  }

  private static void requirePort(String key, int port, int least) {
    if (port < least || port > MOST_PORTS) {
      throw new IllegalArgumentException(
          "%s is %d, must be from %d to %d".formatted(key, port, least, MOST_PORTS));
    }
  }

  static void requirePositive(String key, Duration value) {
    if (value.isZero()) {
      throw new IllegalArgumentException(key + " is 0, must be at least 1ms");
    }
  }
}
