package io.millrace.worker.http;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ApiKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of a worker: one for those who ask for vectors, and, if it is configured, one for
 * those who operate it. The second has threads and connections of its own, so that it answers
 * whatever happens on the first; it asks for no keys and has no TLS.
 */
public final class HttpServers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServers.class);
  private static final String ALL_ADDRESSES = "0.0.0.0";
  private static final String THIS_MACHINE = "127.0.0.1";

  private final HttpServer main;
  private final Optional<HttpServer> management;

  private HttpServers(HttpServer main, Optional<HttpServer> management) {
    this.main = main;
    this.management = management;
  }

  /**
   * Starts listening.
   *
   * @param management answered on the second address; on the first one if there is no second, where
   *     they ask for keys like the others
   * @param observer learns of every request on both
   * @throws ConfigException if nobody can listen there, strangers could come in without a key, or
   *     the certificate cannot be used
   */
  public static HttpServers start(
      HttpConfig config,
      List<Route> main,
      List<Route> management,
      ApiKeys keys,
      RequestObserver observer) {
    if (!config.hasManagementPort()) {
      List<Route> all = new ArrayList<>(main);
      all.addAll(management);
      return new HttpServers(startMain(config, all, keys, observer), Optional.empty());
    }
    HttpServer first = startMain(config, main, keys, observer);
    try {
      return new HttpServers(first, Optional.of(startManagement(config, management, observer)));
    } catch (ConfigException e) {
      first.close();
      throw e;
    }
  }

  private static HttpServer startMain(
      HttpConfig config, List<Route> routes, ApiKeys keys, RequestObserver observer) {
    Address address =
        new Address(host(config, keys.areRequired()), config.port(), "http.host", "http.port");
    boolean loopback = address.isLoopback();
    if (!loopback && keys.areRequired() && !config.tls().isEnabled()) {
      LOG.atWarn().addKeyValue("host", address.host()).log("API keys come in without TLS");
    }
    if (!loopback && !keys.areRequired()) {
      throw new ConfigException(
          "http.host: %s is for other machines, too, which needs API keys: http.keys.file or MILLRACE_KEYS"
              .formatted(address.host()));
    }
    ApiKeys demanded = keys.areRequired() ? new Demanded(keys) : keys;
    return HttpServer.start(
        address,
        TlsFiles.of(config.tls()),
        config.limits(),
        new Entrance(routes, demanded, observer));
  }

  private static String host(HttpConfig config, boolean keysRequired) {
    if (!config.host().isEmpty()) {
      return config.host();
    }
    return keysRequired ? ALL_ADDRESSES : THIS_MACHINE;
  }

  private static HttpServer startManagement(
      HttpConfig config, List<Route> routes, RequestObserver observer) {
    return HttpServer.start(
        new Address(
            config.managementHost(),
            config.managementPort(),
            "http.managementHost",
            "http.managementPort"),
        Optional.empty(),
        config.limits(),
        new Entrance(routes, ApiKeys.NONE, observer));
  }

  /** Keys that were required once: a file that is emptied must not let everybody in. */
  private record Demanded(ApiKeys keys) implements ApiKeys {
    @Override
    public boolean areRequired() {
      return true;
    }

    @Override
    public Optional<ApiKey> find(String secret) {
      return keys.find(secret);
    }
  }

  /** Of those who ask for vectors. */
  public int port() {
    return main.port();
  }

  /** Of those who operate it; the first again if there is no second. */
  public int managementPort() {
    return management.orElse(main).port();
  }

  /** Lets requests end for a while, interrupts them, and listens no more. */
  @Override
  public void close() {
    main.close();
    management.ifPresent(HttpServer::close);
  }
}
