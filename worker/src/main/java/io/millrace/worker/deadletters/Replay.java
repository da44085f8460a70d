package io.millrace.worker.deadletters;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.topic.TopicException;
import java.util.Set;

/**
 * Puts rejected records back into the source topics they came from, exactly once: a letter is
 * replayed with its mark or not at all.
 *
 * @param sourceTopics no other topic is written to
 */
public record Replay(DeadLetterTopic letters, Set<String> sourceTopics) {
  public Replay {
    requireNonNull(letters, "letters");
    sourceTopics = Set.copyOf(sourceTopics);
  }

  /**
   * What {@link #run} would do now. Writes nothing.
   *
   * @throws ReplayException if the request has a repair and not exactly one letter
   * @throws TopicException if no broker answers or there is no such topic
   */
  public ReplayReport preview(ReplayRequest request) {
    return new ReplayRun(letters, request).run(sourceTopics, (record, letter) -> {});
  }

  /**
   * Replays in one transaction. Another replay with the same application id that began earlier and
   * has not committed is undone and fails.
   *
   * @throws ReplayException if nothing was replayed, or if nobody knows
   * @throws TopicException if no broker answers or there is no such topic
   */
  public ReplayReport run(ReplayRequest request, String applicationId) throws InterruptedException {
    // The transaction comes first: from here on no other replay adds marks.
    try (ReplayTransaction transaction =
        ReplayTransaction.open(letters.client(), applicationId + "-dead-letter-replay")) {
      OpenTransactions.await(letters.committed());
      ReplayReport report = new ReplayRun(letters, request).run(sourceTopics, transaction::add);
      transaction.commit();
      return report;
    }
  }
}
