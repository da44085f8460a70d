package io.millrace.worker.usage;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.Account;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.AccountUsage;
import io.millrace.worker.streams.InstanceId;
import io.millrace.worker.topic.TopicException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what each account has used, as totals of this process and a UTC day, on a thread of its
 * own. Brokers that are away hold up nothing but this: what they missed is in the next totals.
 */
public final class UsageTopic implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(UsageTopic.class);

  private final Duration interval;
  private final Supplier<Map<Account, AccountUsage>> totals;
  private final InstantSource clock;
  private final UsageLedger ledger;
  private final UsageProducer producer;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("usage").unstarted(this::writeUntilClosed);
  private boolean isFailing;

  private UsageTopic(
      WorkerConfig config, Supplier<Map<Account, AccountUsage>> totals, InstantSource clock) {
    this.interval = config.usage().interval();
    this.totals = requireNonNull(totals, "totals");
    this.clock = clock;
    this.ledger =
        new UsageLedger(
            new UsageProcess(
                config.streams().applicationId(),
                InstanceId.of(config),
                clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    this.producer = new UsageProducer(config);
  }

  /**
   * Begins to write; without a {@code usage.topic} nothing ever is.
   *
   * @param totals of each account since the process started; called by another thread
   */
  public static UsageTopic start(WorkerConfig config, Supplier<Map<Account, AccountUsage>> totals) {
    return start(config, totals, InstantSource.system());
  }

  static UsageTopic start(
      WorkerConfig config, Supplier<Map<Account, AccountUsage>> totals, InstantSource clock) {
    UsageTopic topic = new UsageTopic(config, totals, clock);
    if (!config.usage().topic().isEmpty()) {
      topic.thread.start();
    }
    return topic;
  }

  private void writeUntilClosed() {
    try (producer) {
      boolean isLast = false;
      while (!isLast) {
        Duration pause = UsageLedger.pause(clock.instant(), interval);
        isLast = closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        write();
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    }
    int lost = ledger.unwritten().size();
    if (lost > 0) {
      LOG.atWarn().addKeyValue("totals", lost).log("usage that could not be written is lost");
    }
  }

  private void write() throws InterruptedException {
    ledger.look(totals.get(), clock.instant());
    List<UsageTotal> unwritten = ledger.unwritten();
    if (unwritten.isEmpty()) {
      return;
    }
    try {
      producer.write(unwritten);
      ledger.written(unwritten);
      succeeded();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException | TopicException e) {
      failed(e);
    }
  }

  private void succeeded() {
    if (isFailing) {
      LOG.info("usage.topic: is written again");
    }
    isFailing = false;
  }

  /** Told once, not at every interval. */
  private void failed(RuntimeException e) {
    if (isFailing) {
      LOG.debug("usage.topic: still not written", e);
    } else {
      LOG.warn("the usage is kept until it can be written: {}", e.getMessage());
    }
    isFailing = true;
  }

  /** Writes once more, for at most 5 s; what is used later is not counted. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (thread.isAlive() && !thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
