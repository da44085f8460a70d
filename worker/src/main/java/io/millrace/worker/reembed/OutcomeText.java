package io.millrace.worker.reembed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An outcome for people, line by line. */
final class OutcomeText {
  private OutcomeText() {}

  static List<String> of(MoveOutcome outcome) {
    return switch (outcome) {
      case MoveOutcome.NothingToMove(String fingerprint) ->
          List.of("nothing to move: every document was made with %s".formatted(fingerprint));
      case MoveOutcome.Stopped _ ->
          List.of("stopped before it had caught up; the next start goes on from here");
      case MoveOutcome.Failed _ -> List.of("the stream failed; its log above says why");
      case MoveOutcome.CaughtUp caughtUp -> of(caughtUp);
    };
  }

  private static List<String> of(MoveOutcome.CaughtUp caughtUp) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "caught up: %,d records, %,.1f s",
            caughtUp.records(),
            caughtUp.seconds()));
    caughtUp.comparisons().forEach(comparison -> lines.addAll(of(comparison)));
    lines.add("switch the alias or the sink, stop the old worker, and go on with");
    lines.add("  streams.applicationId: " + caughtUp.applicationId());
    caughtUp.comparisons().forEach(topics -> lines.add(newTopicLine(caughtUp, topics)));
    lines.add("  deadLetters.topic: " + caughtUp.deadLettersTopic());
    return lines;
  }

  /** Of several sources each has its own. */
  private static String newTopicLine(MoveOutcome.CaughtUp caughtUp, Comparison topics) {
    return caughtUp.comparisons().size() == 1
        ? "  vectors.topic: " + topics.newTopic()
        : "  vectors.topic: %s, instead of %s".formatted(topics.newTopic(), topics.oldTopic());
  }

  private static List<String> of(Comparison comparison) {
    return switch (comparison) {
      case Comparison.NotCompared(String oldTopic, String newTopic, String reason) ->
          List.of("%s is not compared with %s: %s".formatted(newTopic, oldTopic, reason));
      case Comparison.Compared compared -> of(compared);
    };
  }

  private static List<String> of(Comparison.Compared compared) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d documents, %s: %,d; %,d missing, %,d only there%s",
            compared.oldTopic(),
            compared.oldDocuments(),
            compared.newTopic(),
            compared.newDocuments(),
            compared.missingInNew(),
            compared.onlyInNew(),
            sampled(compared)));
    Overlap overlap = compared.overlap();
    lines.add(overlap == null ? "  overlap@10: nothing to compare" : of(overlap));
    return lines;
  }

  private static String sampled(Comparison.Compared compared) {
    return compared.documentShare() == 1
        ? ""
        : String.format(
            Locale.ROOT, " (one document in %,.0f was read)", 1 / compared.documentShare());
  }

  private static String of(Overlap overlap) {
    List<String> worst =
        overlap.worst().stream()
            .map(
                query -> String.format(Locale.ROOT, "%s %.1f", query.documentId(), query.overlap()))
            .toList();
    return String.format(
        Locale.ROOT,
        "  overlap@10 of %,d chunks: mean %.3f, median %.3f; least: %s",
        overlap.queries(),
        overlap.mean(),
        overlap.median(),
        String.join(", ", worst));
  }
}
