package io.millrace.worker.keys;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.Fingerprint;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a file, of a text, or of both. The file is read again when it changes: a key that is
 * taken out is refused from then on. A file that cannot be used changes nothing.
 */
public final class ConfiguredKeys implements ApiKeys, AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredKeys.class);

  private final KeySources sources;
  private final KeyQuotas quotas = new KeyQuotas(System::nanoTime);
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile List<HashedKey> keys = List.of();

  ConfiguredKeys(HttpConfig.Keys where) {
    this.sources = new KeySources(where);
    sources.changed().ifPresent(this::use);
  }

  /**
   * Reads the keys; those of a file again every few seconds, on a thread of its own.
   *
   * @throws ConfigException if a key cannot be used; the message names it and quotes no secret
   */
  public static ConfiguredKeys open(HttpConfig.Keys where) {
    return open(where, INTERVAL);
  }

  static ConfiguredKeys open(HttpConfig.Keys where, Duration interval) {
    ConfiguredKeys keys = new ConfiguredKeys(where);
    if (where.path().isPresent()) {
      Thread.ofPlatform().daemon().name("api-keys").start(() -> keys.watch(interval));
    }
    return keys;
  }

  /** As long as a file or a text is configured: taking out the last key opens no door. */
  @Override
  public boolean areRequired() {
    return sources.areConfigured();
  }

  /** Compares with all keys, wherever it is found. */
  @Override
  public Optional<ApiKey> find(String secret) {
    byte[] presented = Fingerprint.sha256(requireNonNull(secret, "secret"));
    Optional<ApiKey> found = Optional.empty();
    for (HashedKey key : keys) {
      found = key.hasHash(presented) ? Optional.of(key.key()) : found;
    }
    return found;
  }

  /** The limits of these keys, which follow when the file changes. */
  public KeyQuotas quotas() {
    return quotas;
  }

  private void watch(Duration interval) {
    try {
      while (!closing.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        reload();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void reload() {
    try {
      sources
          .changed()
          .ifPresent(now -> {
            use(now);
            LOG.atInfo().addKeyValue("keys", now.size()).log("the API keys have changed");
          });
    } catch (ConfigException e) {
      LOG.warn("the API keys stay as they are: {}", e.getMessage());
    }
  }

  private void use(List<HashedKey> now) {
    quotas.follow(now.stream().map(HashedKey::key).toList());
    keys = now;
  }

  /** The file is not read any more; the keys stay valid. */
  @Override
  public void close() {
    closing.countDown();
  }
}
