package io.millrace.worker.http;

import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ApiKeys;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The API key in a request's headers: as OpenAI and Azure have it, or as a browser's password. */
final class Credentials {
  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private Credentials() {}

  static Optional<ApiKey> find(ApiKeys keys, MultiMap headers) {
    return secret(headers).flatMap(keys::find);
  }

  private static Optional<String> secret(MultiMap headers) {
    String authorization = headers.get("Authorization");
    if (authorization == null) {
      return Optional.ofNullable(headers.get("api-key"));
    }
    if (startsWith(authorization, BEARER)) {
      return Optional.of(authorization.substring(BEARER.length()).strip());
    }
    return startsWith(authorization, BASIC)
        ? password(authorization.substring(BASIC.length()).strip())
        : Optional.empty();
  }

  /** Whether a browser may have sent them by itself, for whatever page: it remembers passwords. */
  static boolean areOfABrowser(MultiMap headers) {
    String authorization = headers.get("Authorization");
    return authorization != null && startsWith(authorization, BASIC);
  }

  /** Schemes are written in any case. */
  private static boolean startsWith(String authorization, String scheme) {
    return authorization.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  /** Of {@code user:password}, whatever the user is. */
  private static Optional<String> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // no Base64, so no key
    }
  }

  /** Asks a browser for a password, and a program for a key. */
  static Response.Whole missing(MultiMap headers) {
    String accept = headers.get("Accept");
    boolean browser = accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    return HttpError.invalid(
            401,
            "invalid_api_key",
            "a valid API key is missing; send it as Authorization: Bearer KEY")
        .response()
        .with("WWW-Authenticate", (browser ? "Basic" : "Bearer") + " realm=\"millrace\"");
  }
}
