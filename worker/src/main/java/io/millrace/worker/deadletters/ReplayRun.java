package io.millrace.worker.deadletters;

import io.millrace.worker.deadletters.Reinjection.Outcome;
import io.millrace.worker.deadletters.ReplayReport.Left;
import io.millrace.worker.deadletters.ReplayReport.Replayed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One replay: chooses letters, then reads them again to write them. Only positions are kept in
 * between.
 */
final class ReplayRun {
  private final DeadLetterTopic letters;
  private final ReplayRequest request;
  private final LetterHistory history;
  private final Set<LetterPosition> chosen;
  private final List<Replayed> replayed = new ArrayList<>();
  private final List<Left> left = new ArrayList<>();

  ReplayRun(DeadLetterTopic letters, ReplayRequest request) {
    this.letters = letters;
    this.request = request;
    this.history = letters.history();
    this.chosen = choose();
    if (request.repair().isPresent() && chosen.size() != 1) {
      throw new ReplayException(
          "a value repairs exactly one letter, and %d match".formatted(chosen.size()), null);
    }
  }

  private Set<LetterPosition> choose() {
    Set<LetterPosition> taken = new LinkedHashSet<>();
    letters.letters(letter -> {
      boolean hasRoom = request.limit() == 0 || taken.size() < request.limit();
      if (hasRoom && request.takes(letter) && !history.isReplayed(letter.at())) {
        taken.add(letter.at());
      }
    });
    return taken;
  }

  /** Hands over each record with the letter it was; the report says what became of the others. */
  ReplayReport run(
      Set<String> sourceTopics, BiConsumer<ProducerRecord<byte[], byte[]>, DeadLetter> write) {
    leaveNotChosen();
    if (!chosen.isEmpty()) {
      try (SingleRecords records = new SingleRecords(letters.client())) {
        Reinjection reinjection = new Reinjection(sourceTopics, request.repair(), records);
        letters.letters(letter -> {
          if (chosen.remove(letter.at())) {
            replay(letter, reinjection.of(letter), write);
          }
        });
      }
    }
    chosen.forEach(gone -> left.add(new Left(gone, "it is no longer there")));
    return new ReplayReport(replayed, left);
  }

  private void replay(
      DeadLetter letter,
      Outcome outcome,
      BiConsumer<ProducerRecord<byte[], byte[]>, DeadLetter> write) {
    switch (outcome) {
      case Outcome.Impossible(String why) -> left.add(new Left(letter.at(), why));
      case Outcome.Ready(ProducerRecord<byte[], byte[]> record) -> {
        write.accept(record, letter);
        replayed.add(new Replayed(letter.at(), record.topic()));
      }
    }
  }

  /** Letters that were asked for by their position. */
  private void leaveNotChosen() {
    request.named().stream()
        .filter(named -> !chosen.contains(named))
        .sorted(
            Comparator.comparingInt(LetterPosition::partition)
                .thenComparingLong(LetterPosition::offset))
        .forEach(named -> left.add(new Left(named, whyNotChosen(named))));
  }

  private String whyNotChosen(LetterPosition named) {
    return history.isReplayed(named)
        ? "it is replayed already"
        : "there is no such letter, or filter or limit leaves it out";
  }
}
