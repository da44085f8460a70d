package io.millrace.worker.cli;

import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.deadletters.LetterPosition;
import io.millrace.worker.deadletters.Replay;
import io.millrace.worker.deadletters.ReplayReport;
import io.millrace.worker.deadletters.ReplayRequest;
import io.millrace.worker.local.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    description = {
      "Puts rejected records back into their source topic, exactly once.",
      "All open letters, or those that are named and filtered. Exit code 1 when one that was",
      "meant stays open."
    },
    mixinStandardHelpOptions = true)
final class DlqReplayCommand implements Callable<Integer> {
  @Mixin private DeadLetterOptions where = new DeadLetterOptions();
  @Mixin private LetterFilterOptions which = new LetterFilterOptions();

  @Parameters(
      paramLabel = "PARTITION@OFFSET",
      converter = LetterPositionConverter.class,
      description = "Only these letters, as listed.")
  private List<LetterPosition> named = List.of();

  @Option(
      names = "--value",
      paramLabel = "FILE",
      description = "The repair of one letter: a file with the value to write instead.")
  private Optional<Path> repair = Optional.empty();

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Option(
      names = "--source",
      paramLabel = "TOPIC",
      description = "A source topic that may be written to; without it those configured.")
  private Set<String> sources = Set.of();

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "Of two replays with the same id the later one wins; without it as configured.")
  private Optional<String> applicationId = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    ReplayRequest request =
        new ReplayRequest(
            which.filter(), Set.copyOf(named), which.limit(), repair.map(DlqReplayCommand::read));
    WorkerConfig settings = where.settings();
    Replay replay = new Replay(where.topic(settings), sources(settings));
    ReplayReport report =
        dryRun
            ? replay.preview(request)
            : replay.run(request, applicationId.orElse(settings.streams().applicationId()));
    print(report, spec.commandLine().getOut());
    return report.left().isEmpty() ? 0 : 1;
  }

  private Set<String> sources(WorkerConfig settings) {
    return sources.isEmpty()
        ? settings.pipelines().stream()
            .map(pipeline -> pipeline.source().topic())
            .collect(Collectors.toUnmodifiableSet())
        : sources;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InputException("cannot read %s: %s".formatted(file, e));
    }
  }

  private void print(ReplayReport report, PrintWriter out) {
    String done = dryRun ? "would be replayed" : "replayed";
    report
        .replayed()
        .forEach(letter ->
            out.println(
                Printable.line("%s %s into %s".formatted(letter.letter(), done, letter.topic()))));
    report
        .left()
        .forEach(letter ->
            out.println(Printable.line("%s left: %s".formatted(letter.letter(), letter.why()))));
    out.println("%d %s, %d left".formatted(report.replayed().size(), done, report.left().size()));
  }
}
