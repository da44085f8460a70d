package io.millrace.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request to whichever URL of the registry serves it.
 *
 * @param path from the registry's URL on, with its query
 */
record RegistryRequest(String method, String path, Optional<JsonNode> body) {
  static RegistryRequest get(String path) {
    return new RegistryRequest("GET", path, Optional.empty());
  }

  static RegistryRequest post(String path, JsonNode body) {
    return new RegistryRequest("POST", path, Optional.of(body));
  }

  static RegistryRequest put(String path, JsonNode body) {
    return new RegistryRequest("PUT", path, Optional.of(body));
  }

  /** A segment of a path. A subject may hold any character. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
