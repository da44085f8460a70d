package io.millrace.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.registry.RegistryConfig.Endpoint;
import io.millrace.schemas.registry.RegistryConfig.Http;
import io.millrace.schemas.registry.RegistryConfig.Retries;
import io.millrace.schemas.registry.RegistryConfig.SchemaChoice;
import io.millrace.schemas.registry.RegistryConfig.Writing;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Makes the configuration from its keys. */
final class RegistryConfigReader {
  private final AbstractConfig values;

  RegistryConfigReader(Map<String, ?> configs) {
    boolean doLog = false;
    values = new AbstractConfig(RegistryKeys.ALL, configs, doLog);
  }

  RegistryConfig read() {
    return new RegistryConfig(
        values.getList(RegistryKeys.URL).stream().map(this::endpoint).toList(),
        http(),
        new Writing(schemaChoice(), values.getBoolean(RegistryKeys.NORMALIZE)),
        latestTtl());
  }

  private Http http() {
    return new Http(
        millis(RegistryKeys.CONNECT_TIMEOUT_MILLIS),
        millis(RegistryKeys.READ_TIMEOUT_MILLIS),
        new Retries(
            values.getInt(RegistryKeys.MAX_RETRIES),
            millis(RegistryKeys.RETRY_WAIT_MILLIS),
            millis(RegistryKeys.RETRY_MAX_WAIT_MILLIS)),
        TlsConfigReader.read(values));
  }

  private Duration millis(String key) {
    return Duration.ofMillis(values.getInt(key));
  }

  private SchemaChoice schemaChoice() {
    if (values.getBoolean(RegistryKeys.AUTO_REGISTER)) {
      return SchemaChoice.REGISTER;
    }
    if (!values.getBoolean(RegistryKeys.USE_LATEST)) {
      return SchemaChoice.LOOK_UP;
    }
    return values.getBoolean(RegistryKeys.LATEST_STRICT)
        ? SchemaChoice.LATEST_IF_COMPATIBLE
        : SchemaChoice.LATEST;
  }

  private Optional<Duration> latestTtl() {
    long seconds = values.getLong(RegistryKeys.LATEST_TTL_SECONDS);
    return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }

  private Endpoint endpoint(String url) {
    URI uri = httpUri(url);
    return new Endpoint(withoutUserInfo(uri), authorization(uri));
  }

  // The messages below do not repeat the URL: it may hold a password.

  private static URI httpUri(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new ConfigException(RegistryKeys.URL + ": a URL is malformed: " + e.getReason());
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw new ConfigException(
          RegistryKeys.URL + ": every URL must start with http:// or https:// and name a host");
    }
    return uri;
  }

  private static URI withoutUserInfo(URI uri) {
    String path = uri.getRawPath().replaceFirst("/+$", "");
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path);
  }

  private Optional<String> authorization(URI uri) {
    if (values.getString(RegistryKeys.BEARER_SOURCE) != null) {
      return Optional.of("Bearer " + required(RegistryKeys.BEARER_TOKEN));
    }
    return values.getString(RegistryKeys.BASIC_SOURCE).equals(RegistryKeys.SOURCE_USER_INFO)
        ? Optional.of(basic(required(RegistryKeys.BASIC_USER_INFO)))
        : Optional.ofNullable(uri.getUserInfo()).map(RegistryConfigReader::basic);
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8));
  }

  private String required(String key) {
    @Nullable Password secret = values.getPassword(key);
    if (secret == null) {
      throw new ConfigException(key + " is missing");
    }
    return secret.value();
  }
}
