package io.millrace.schemas.registry;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How to reach the registry and which schemas to write with.
 *
 * @param endpoints the registry's URLs, in the order in which they are asked
 * @param http how each of them is asked
 * @param writing which schemas to write with
 * @param latestTtl for how long a subject's latest schema is not asked for again; empty is for ever
 */
public record RegistryConfig(
    List<Endpoint> endpoints, Http http, Writing writing, Optional<Duration> latestTtl) {

  public RegistryConfig {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("endpoints is empty");
    }
  }

  /**
   * Reads Confluent's keys, with Confluent's defaults; other keys are left alone.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a key is missing or its value is
   *     wrong; the message names the key and holds no secret
   */
  public static RegistryConfig from(Map<String, ?> configs) {
    return new RegistryConfigReader(configs).read();
  }

  /**
   * One URL of the registry.
   *
   * @param uri without credentials and without a slash at its end
   * @param authorization value of the HTTP header; a secret, so it is never printed
   */
  public record Endpoint(URI uri, Optional<String> authorization) {
    @Override
    public String toString() {
      return uri.toString();
    }
  }

  /**
   * @param connectTimeout to connect in
   * @param readTimeout from request to answer
   * @param retries what to do when a request fails
   * @param tls empty for the JVM's default
   */
  public record Http(
      Duration connectTimeout, Duration readTimeout, Retries retries, Optional<SSLContext> tls) {}

  /**
   * @param max retries at one URL, not counting the first request
   * @param initialWait longest wait before the first retry; it doubles at each retry
   * @param maxWait longest wait before any retry
   */
  public record Retries(int max, Duration initialWait, Duration maxWait) {}

  /**
   * @param choice where the schema of a subject comes from
   * @param normalize whether the registry normalizes schemas before it compares them
   */
  public record Writing(SchemaChoice choice, boolean normalize) {}

  /** Where the schema that a subject is written with comes from. */
  public enum SchemaChoice {
    /** Ours, registered if it is not yet. */
    REGISTER,
    /** Ours, which somebody has registered. */
    LOOK_UP,
    /** The subject's latest, if it can read what ours writes. */
    LATEST_IF_COMPATIBLE,
    /** The subject's latest; a record that does not fit it fails alone. */
    LATEST
  }
}
