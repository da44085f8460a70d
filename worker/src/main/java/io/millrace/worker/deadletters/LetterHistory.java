package io.millrace.worker.deadletters;

import io.millrace.topology.deadletter.DeadLetterHandler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What became of the letters of a topic. Takes about 100 bytes of heap a replayed letter, nothing
 * for an open one.
 */
public final class LetterHistory {
  private final Set<LetterPosition> replayed = new HashSet<>();
  private final Map<LetterPosition, LetterPosition> earlierTries = new HashMap<>();
  private long foreign;

  void read(ConsumerRecord<byte[], byte[]> record) {
    Optional<LetterPosition> mark =
        HeaderText.of(record.headers(), DeadLetterHandler.REPLAYED).flatMap(LetterPosition::parse);
    if (mark.isPresent()) {
      replayed.add(mark.get());
      return;
    }
    DeadLetter.of(record)
        .ifPresentOrElse(
            letter ->
                letter.replayOf().ifPresent(earlier -> earlierTries.put(letter.at(), earlier)),
            () -> foreign++);
  }

  public boolean isReplayed(LetterPosition letter) {
    return replayed.contains(letter);
  }

  /** 1 for a record that was rejected for the first time, 2 for a replay of it, and so on. */
  public int tries(LetterPosition letter) {
    int tries = 1;
    LetterPosition earlier = earlierTries.get(letter);
    // A circle can only be forged, and is no reason to hang.
    while (earlier != null && tries <= earlierTries.size()) {
      tries++;
      earlier = earlierTries.get(earlier);
    }
    return tries;
  }

  /** Records that are neither letters of a worker nor marks of a replay. */
  public long foreign() {
    return foreign;
  }
}
