package io.millrace.worker.http;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKeys;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
   * Starts listening, before there is anything to ask for.
   *
   * @param why everything is refused
   * @param butFor these, on the second address; on the first one if there is no second
   * @throws ConfigException if nobody can listen there, strangers could come in without a key, or
   *     the certificate cannot be used
   */
  public static HttpServers open(
      HttpConfig config, ApiKeys keys, HttpError why, List<Route> butFor) {
    if (!config.hasManagementPort()) {
      return new HttpServers(startMain(config, keys, Routes.closed(why, butFor)), Optional.empty());
    }
    HttpServer first = startMain(config, keys, Routes.closed(why, List.of()));
    try {
      return new HttpServers(
          first, Optional.of(startManagement(config, Routes.closed(why, butFor))));
    } catch (ConfigException e) {
      first.close();
      throw e;
    }
  }

  /**
   * Starts listening.
   *
   * @throws ConfigException as {@link #open} does
   */
  static HttpServers start(
      HttpConfig config,
      List<Route> main,
      List<Route> management,
      ApiKeys keys,
      RequestObserver observer) {
    HttpServers servers = open(config, keys, HttpServer.STOPPING, List.of());
    servers.leadTo(main, management, observer);
    return servers;
  }

  /**
   * Answers requests from now on.
   *
   * @param others answered on the second address; on the first one if there is no second, where
   *     they ask for keys like the first ones
   * @param observer learns of every request on both
   */
  public void leadTo(List<Route> routes, List<Route> others, RequestObserver observer) {
    if (management.isEmpty()) {
      main.entrance()
          .leadTo(new Routes(Stream.concat(routes.stream(), others.stream()).toList()), observer);
    } else {
      main.entrance().leadTo(new Routes(routes), observer);
      management.get().entrance().leadTo(new Routes(others), observer);
    }
  }

  private static HttpServer startMain(HttpConfig config, ApiKeys keys, Routes routes) {
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
    ApiKeys demanded = keys.areRequired() ? new DemandedKeys(keys) : keys;
    return HttpServer.start(
        address,
        TlsFiles.of(config.tls()),
        config.limits(),
        new Entrance(routes, demanded, RequestObserver.NONE));
  }

  private static String host(HttpConfig config, boolean keysRequired) {
    if (!config.host().isEmpty()) {
      return config.host();
    }
    return keysRequired ? ALL_ADDRESSES : THIS_MACHINE;
  }

  private static HttpServer startManagement(HttpConfig config, Routes routes) {
    return HttpServer.start(
        new Address(
            config.managementHost(),
            config.managementPort(),
            "http.managementHost",
            "http.managementPort"),
        Optional.empty(),
        config.limits(),
        new Entrance(routes, ApiKeys.NONE, RequestObserver.NONE));
  }

  /** Of those who ask for vectors. */
  public int port() {
    return main.port();
  }

  /** Of those who operate it; the first again if there is no second. */
  public int managementPort() {
    return management.orElse(main).port();
  }

  /**
   * Refuses requests, lets those end for a while that are under way, interrupts them, and listens
   * no more.
   */
  @Override
  public void close() {
    close(List.of());
  }

  /**
   * As {@link #close()}.
   *
   * @param butFor answered meanwhile, where they were answered before
   */
  public void close(List<Route> butFor) {
    Routes closed = Routes.closed(HttpServer.STOPPING, butFor);
    management.orElse(main).entrance().close(closed);
    main.close();
    management.ifPresent(HttpServer::close);
  }
}
