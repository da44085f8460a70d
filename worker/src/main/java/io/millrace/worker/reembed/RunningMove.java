package io.millrace.worker.reembed;

import io.millrace.schemas.VectorRecord;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.topic.Backlog;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.wiring.UnservedStream;
import io.millrace.worker.wiring.WrittenVectors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Deserializer;

/** A move whose worker runs. What is committed is its whole state, on the brokers. */
public final class RunningMove implements AutoCloseable {
  private final Move move;
  private final UnservedStream worker;
  private final EmbeddingStream stream;
  private final LongSupplier tokens;
  private final ReembedOptions options;
  private final Map<String, String> topicPairs;
  private final MoveView view;
  private final long startNanos = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param worker this one's from now on
   * @param tokens that the engine has embedded so far
   * @param topicPairs the vectors topics to compare, old and new
   */
  RunningMove(
      Move move,
      UnservedStream worker,
      LongSupplier tokens,
      ReembedOptions options,
      Map<String, String> topicPairs,
      MoveView view) {
    this.move = move;
    this.worker = worker;
    this.stream = worker.stream();
    this.tokens = tokens;
    this.options = options;
    this.topicPairs = Map.copyOf(topicPairs);
    this.view = view;
    Thread.ofVirtual().name("move-end").start(this::watchEnd);
  }

  private void watchEnd() {
    try {
      stream.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended.countDown();
  }

  /**
   * Tells the view how it goes until the worker has caught up, and of a move that is not only once
   * goes on until it is closed or fails. How it ended last.
   */
  public MoveOutcome run() throws InterruptedException {
    MoveOutcome outcome = told(awaitCaughtUp().map(this::caughtUp).orElseGet(this::endedBefore));
    return options.once() || !outcome.succeeded() ? outcome : goOn(outcome);
  }

  private MoveOutcome goOn(MoveOutcome soFar) throws InterruptedException {
    view.note("goes on as a worker until it is stopped");
    ended.await();
    return stream.hasFailed() ? told(new MoveOutcome.Failed(move.fingerprint())) : soFar;
  }

  private MoveOutcome told(MoveOutcome outcome) {
    view.outcome(outcome);
    return outcome;
  }

  /** Empty if the stream ended before. */
  private Optional<Backlog> awaitCaughtUp() throws InterruptedException {
    try (MoveWatch watch = new MoveWatch(move, tokens, view)) {
      return watch.awaitCaughtUp(ended);
    }
  }

  private MoveOutcome caughtUp(Backlog backlog) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    if (options.once()) {
      close();
    }
    return new MoveOutcome.CaughtUp(
        move.fingerprint(),
        move.applicationId(),
        move.to().deadLetters().topic(),
        backlog.done(),
        seconds,
        compare());
  }

  private List<Comparison> compare() {
    return topicPairs.entrySet().stream()
        .map(pair -> compare(pair.getKey(), pair.getValue()))
        .toList();
  }

  private Comparison compare(String oldTopic, String newTopic) {
    Deserializer<VectorRecord> reader =
        WrittenVectors.reader(move.vectors(newTopic), move.to().registry());
    return new TopicComparison(reader, options.maxVectors())
        .compare(topic(oldTopic), topic(newTopic), options.queries());
  }

  private CommittedTopic topic(String name) {
    return new CommittedTopic(move.to().kafka(), name);
  }

  private MoveOutcome endedBefore() {
    return stream.hasFailed()
        ? new MoveOutcome.Failed(move.fingerprint())
        : new MoveOutcome.Stopped(move.fingerprint());
  }

  /** Commits what is done and stops the worker; from any thread, also twice. */
  @Override
  public void close() {
    worker.close();
  }
}
