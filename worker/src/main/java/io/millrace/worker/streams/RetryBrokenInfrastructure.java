package io.millrace.worker.streams;

import io.millrace.topology.port.EmbedderBrokenException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a stream thread that an exception ended. Its transaction is aborted, so nothing
 * is lost and nothing is doubled; after a pause that doubles from failure to failure another thread
 * takes its place and starts from the last commit. What no retry can mend ends the worker.
 */
final class RetryBrokenInfrastructure implements StreamsUncaughtExceptionHandler {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** So long without a failure, and the next pause is a first one again. */
  private static final Duration CALM = Duration.ofMinutes(2);

  private static final Logger LOG = LoggerFactory.getLogger(RetryBrokenInfrastructure.class);

  private final CountDownLatch closing;
  private final String instanceId;
  private final CommitGate commits;
  private final FailedThreads failed;
  private Duration pause = FIRST_PAUSE;
  private long lastFailureNanos = System.nanoTime();

  /**
   * @param closing ends a pause early when it reaches zero
   * @param instanceId of this worker in its group
   * @param commits shut when a broken engine ends a thread: the others have vectors of it, too
   * @param failed told of the threads that others take the place of
   */
  RetryBrokenInfrastructure(
      CountDownLatch closing, String instanceId, CommitGate commits, FailedThreads failed) {
    this.closing = closing;
    this.instanceId = instanceId;
    this.commits = commits;
    this.failed = failed;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable exception) {
    if (isBroken(exception)) {
      commits.shut();
    }
    Optional<FatalCause> fatal = FatalCause.behind(exception);
    if (fatal.isPresent()) {
      LOG.atError()
          .setCause(exception)
          .addKeyValue("instanceId", instanceId)
          .log(
              "a stream thread failed, no retry can mend it: the worker stops; {}",
              fatal.get().remedy());
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    failed.add(Thread.currentThread());
    Duration wait = nextPause(System.nanoTime());
    LOG.atError()
        .setCause(exception)
        .addKeyValue("retryInMillis", wait.toMillis())
        .log("a stream thread failed; its transaction is aborted, another takes over");
    return pause(wait)
        ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
        : StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  synchronized Duration nextPause(long nowNanos) {
    if (nowNanos - lastFailureNanos > CALM.toNanos()) {
      pause = FIRST_PAUSE;
    }
    lastFailureNanos = nowNanos;
    Duration now = pause;
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    return now;
  }

  private boolean pause(Duration wait) {
    try {
      return closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static boolean isBroken(Throwable exception) {
    return Stream.iterate(exception, Objects::nonNull, Throwable::getCause)
        .anyMatch(EmbedderBrokenException.class::isInstance);
  }
}
