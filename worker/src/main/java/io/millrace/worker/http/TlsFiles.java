package io.millrace.worker.http;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and the key of a server. Read again every few seconds; what cannot be used is
 * told once, and the server goes on with what it has.
 */
final class TlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final Path certificate;
  private final Path key;

  /** As they were read last, of use or not; of the one thread that reads. */
  private volatile Optional<Pem> last = Optional.empty();

  /** Why they could not be read last; of the same thread. */
  private volatile Optional<String> unreadable = Optional.empty();

  private TlsFiles(HttpConfig.Tls files) {
    certificate = Path.of(files.certificate());
    key = Path.of(files.key());
  }

  /** Those that are configured, if TLS is. */
  static Optional<TlsFiles> of(HttpConfig.Tls files) {
    return files.isEnabled() ? Optional.of(new TlsFiles(files)) : Optional.empty();
  }

  /**
   * What a server starts with.
   *
   * @throws ConfigException if it cannot
   */
  PemKeyCertOptions options(Vertx vertx) {
    try {
      Pem first = Pem.read(certificate, key);
      last = Optional.of(first);
      first.verify(vertx);
      return first.options();
    } catch (IOException e) {
      throw new ConfigException("http.tls: cannot read " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new ConfigException("http.tls: " + e.getMessage());
    }
  }

  /** Looks after them on a thread of the server's own that may wait for a disk. */
  void keepUpToDate(Vertx vertx, HttpServer server) {
    Callable<Boolean> look = () -> reload(vertx, server);
    vertx.setPeriodic(PERIOD.toMillis(), _ -> vertx.executeBlocking(look, true));
  }

  /** Whether there was something new. */
  boolean reload(Vertx vertx, HttpServer server) {
    try {
      Optional<Pem> now = Optional.of(Pem.read(certificate, key));
      unreadable = Optional.empty();
      if (now.equals(last)) {
        return false;
      }
      last = now;
      now.get().verify(vertx);
      use(now.get(), server);
      return true;
    } catch (IOException e) {
      warnOnce(e);
      return false;
    } catch (GeneralSecurityException e) {
      warn(e);
      return false;
    }
  }

  private void warnOnce(IOException why) {
    Optional<String> now = Optional.of(why.toString());
    if (!now.equals(unreadable)) {
      unreadable = now;
      warn(new IOException("cannot read " + why.getMessage(), why));
    }
  }

  private void use(Pem pem, HttpServer server) {
    var _ =
        server
            .updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pem.options()))
            .onSuccess(
                _ -> LOG.atInfo().addKeyValue("certificate", certificate).log("a new certificate"))
            .onFailure(this::warn);
  }

  private void warn(Throwable why) {
    LOG.atWarn()
        .addKeyValue("certificate", certificate)
        .addKeyValue("reason", why.getMessage())
        .log("the new certificate cannot be used; the old one stays");
  }
}
