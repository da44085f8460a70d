package io.millrace.worker.deadletters;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which letters are meant; what is empty takes all. Reason and stage are compared without case.
 *
 * @param topic the source topic
 * @param since the rejected record is not older
 */
public record LetterFilter(
    Optional<String> reason,
    Optional<String> stage,
    Optional<String> topic,
    Optional<Instant> since)
    implements Predicate<DeadLetter> {
  /** Takes every letter. */
  public static final LetterFilter ALL =
      new LetterFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  @Override
  public boolean test(DeadLetter letter) {
    return reason.stream().allMatch(letter.reason()::equalsIgnoreCase)
        && stage.stream().allMatch(letter.stage()::equalsIgnoreCase)
        && topic.stream().allMatch(letter.source().topic()::equals)
        && since.stream().allMatch(from -> letter.timestampMillis() >= from.toEpochMilli());
  }
}
