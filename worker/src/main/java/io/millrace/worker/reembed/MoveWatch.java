package io.millrace.worker.reembed;

import io.millrace.worker.reembed.Pace.Moment;
import io.millrace.worker.topic.Backlog;
import io.millrace.worker.topic.StreamProgress;
import io.millrace.worker.topic.TopicException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Looks every second how far a move is, and tells the view. */
final class MoveWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final StreamProgress progress;
  private final LongSupplier tokens;
  private final MoveView view;
  private final Pace pace = new Pace();
  private final CatchUp catchUp;

  /**
   * @param tokens that the engine has embedded so far
   */
  MoveWatch(Move move, LongSupplier tokens, MoveView view) {
    this.progress =
        new StreamProgress(move.to().kafka(), move.applicationId(), move.sourceTopics());
    this.tokens = tokens;
    this.view = view;
    Duration twoCommits = move.to().streams().commitInterval().multipliedBy(2);
    this.catchUp = new CatchUp(POLL.compareTo(twoCommits) > 0 ? POLL : twoCommits);
  }

  /** The backlog that was left when the worker had caught up; empty if the latch went first. */
  Optional<Backlog> awaitCaughtUp(CountDownLatch ended) throws InterruptedException {
    do {
      Optional<Backlog> backlog = read();
      if (backlog.isPresent() && isCaughtUp(backlog.get())) {
        return backlog;
      }
    } while (!ended.await(POLL.toMillis(), TimeUnit.MILLISECONDS));
    return Optional.empty();
  }

  /** Brokers that do not answer are no end: the stream retries by itself. */
  private Optional<Backlog> read() throws InterruptedException {
    try {
      return Optional.of(progress.backlog());
    } catch (TopicException e) {
      view.note(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private boolean isCaughtUp(Backlog backlog) {
    long now = System.nanoTime();
    pace.add(new Moment(now, backlog.position(), backlog.lag(), tokens.getAsLong()));
    view.progress(MoveProgress.of(backlog, pace));
    return catchUp.isReachedBy(backlog, now);
  }

  @Override
  public void close() {
    progress.close();
  }
}
