package io.millrace.worker.wiring;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.http.HttpError;
import io.millrace.worker.http.HttpServers;
import io.millrace.worker.http.RequestObserver;
import io.millrace.worker.http.Route;
import io.millrace.worker.keys.ConfiguredKeys;
import io.millrace.worker.keys.KeyQuotas;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of a process and who may come in, open before there is anything to ask for: a port
 * that is taken and a key that cannot be used are told before a large model is loaded. Thread safe.
 */
final class Doorway implements AutoCloseable {
  private static final HttpError STARTING =
      HttpError.later(503, "not_ready", "the worker is starting", Duration.ofSeconds(5));
  private static final Logger LOG = LoggerFactory.getLogger(Doorway.class);

  private final Started started;
  private final ConfiguredKeys keys;
  private final HttpServers servers;

  private Doorway(HttpConfig config, List<Route> probes, Started started) {
    this.started = started;
    this.keys = started.add(ConfiguredKeys.open(config.keys()), ConfiguredKeys::close);
    this.servers =
        started.add(HttpServers.open(config, keys, STARTING, probes), HttpServers::close);
    tell("listening");
  }

  /**
   * Starts listening.
   *
   * @param probes answered from now on
   * @throws ConfigException if nobody can listen there, or keys or certificate cannot be used
   */
  static Doorway open(HttpConfig config, List<Route> probes) {
    return Started.all(started -> new Doorway(config, probes, started));
  }

  KeyQuotas quotas() {
    return keys.quotas();
  }

  int port() {
    return servers.port();
  }

  int managementPort() {
    return servers.managementPort();
  }

  /**
   * Answers requests from now on.
   *
   * @param management asked on the second port, if there is one
   */
  void leadTo(List<Route> api, List<Route> management, RequestObserver observer) {
    servers.leadTo(api, management, observer);
    tell("serving");
  }

  private void tell(String what) {
    LOG.atInfo()
        .addKeyValue("port", port())
        .addKeyValue("managementPort", managementPort())
        .log(what);
  }

  /**
   * Refuses requests and lets those end for a while that are under way.
   *
   * @param probes answered meanwhile
   */
  void drain(List<Route> probes) {
    servers.close(probes);
  }

  @Override
  public void close() {
    started.close();
  }
}
