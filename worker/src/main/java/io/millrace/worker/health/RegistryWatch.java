package io.millrace.worker.health;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.registry.RegistryException;
import io.millrace.schemas.registry.RegistryUnavailableException;
import io.millrace.schemas.registry.SchemaRegistryClient;
import io.millrace.worker.repeat.Repeat;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the registry now and then whether it is there; who wants to know is told of the last time.
 */
public final class RegistryWatch implements Checked, AutoCloseable {
  private static final String NAME = "registry";
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final Logger LOG = LoggerFactory.getLogger(RegistryWatch.class);

  private final SchemaRegistryClient registry;
  private final Repeat asking;

  /** Begins as healthy, so that a registry that is away from the start is logged. */
  private volatile Check last = Check.healthy(NAME, "answers");

  RegistryWatch(SchemaRegistryClient registry, Duration interval) {
    this.registry = requireNonNull(registry, "registry");
    this.last = ask();
    this.asking = Repeat.every(interval, "registry-watch", this::askAgain);
  }

  /** Asks once, then every 15 s. */
  public static RegistryWatch start(SchemaRegistryClient registry) {
    return new RegistryWatch(registry, INTERVAL);
  }

  @Override
  public Check check() {
    return last;
  }

  void askAgain() {
    boolean before = last.isHealthy();
    last = ask();
    if (last.isHealthy() && !before) {
      LOG.info("the registry is back");
    }
  }

  /** Probes come from anybody: where the registry is stays in the log. */
  private Check ask() {
    try {
      registry.probe();
      return Check.healthy(NAME, "answers");
    } catch (RegistryUnavailableException e) {
      return away("does not answer", e);
    } catch (RegistryException e) {
      return away("refuses requests", e);
    }
  }

  private Check away(String detail, RegistryException why) {
    if (last.isHealthy()) {
      LOG.atWarn().addKeyValue("why", why.getMessage()).log("the registry is away");
    }
    return Check.unready(NAME, detail);
  }

  @Override
  public void close() {
    asking.close();
  }
}
