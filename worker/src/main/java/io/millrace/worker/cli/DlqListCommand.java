package io.millrace.worker.cli;

import io.millrace.worker.deadletters.DeadLetter;
import io.millrace.worker.deadletters.DeadLetterTopic;
import io.millrace.worker.deadletters.LetterFilter;
import io.millrace.worker.deadletters.LetterHistory;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    description = "Lists the dead letters that are not replayed, and counts them by reason.",
    mixinStandardHelpOptions = true)
final class DlqListCommand implements Callable<Integer> {
  @Mixin private DeadLetterOptions where = new DeadLetterOptions();
  @Mixin private LetterFilterOptions which = new LetterFilterOptions();

  @Option(names = "--all", description = "Also those that are replayed.")
  private boolean all;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    int limit = which.limit();
    DeadLetterTopic topic = where.topic(where.settings());
    LetterHistory history = topic.history();
    LetterSummary summary = new LetterSummary();
    LetterList list = list(spec.commandLine().getOut());
    Instant now = Instant.now();
    Predicate<DeadLetter> isListed = listed(history);
    topic.letters(letter -> {
      if (isListed.test(letter)) {
        summary.add(letter);
        if (limit == 0 || summary.letters() <= limit) {
          list.add(LetterLine.of(letter, history, now));
        }
      }
    });
    list.end(summary, all ? "letters" : "open letters", history.foreign());
    return 0;
  }

  private Predicate<DeadLetter> listed(LetterHistory history) {
    LetterFilter filter = which.filter();
    return all ? filter : filter.and(letter -> !history.isReplayed(letter.at()));
  }

  private LetterList list(PrintWriter out) {
    return json ? new LetterList.Json(out) : new LetterList.Text(out);
  }
}
