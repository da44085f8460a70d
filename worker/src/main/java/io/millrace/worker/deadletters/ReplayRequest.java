package io.millrace.worker.deadletters;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * Which open letters go back into their source topic.
 *
 * @param named only these, if there are any, as far as the filter takes them
 * @param limit at most so many; 0 for all
 * @param repair the value to write in place of the rejected one; for exactly one letter
 */
public record ReplayRequest(
    LetterFilter filter, Set<LetterPosition> named, int limit, Optional<byte[]> repair) {
  public ReplayRequest {
    requireNonNull(filter, "filter");
    named = Set.copyOf(named);
    repair = repair.map(byte[]::clone);
  }

  boolean takes(DeadLetter letter) {
    return (named.isEmpty() || named.contains(letter.at())) && filter.test(letter);
  }
}
