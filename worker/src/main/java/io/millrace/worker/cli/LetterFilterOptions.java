package io.millrace.worker.cli;

import io.millrace.worker.deadletters.LetterFilter;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which dead letters are meant. */
final class LetterFilterOptions {
  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only these, for example NOT_JSON; without case.")
  private Optional<String> reason = Optional.empty();

  @Option(names = "--stage", paramLabel = "STAGE", description = "Only these: parse or embed.")
  private Optional<String> stage = Optional.empty();

  @Option(names = "--topic", paramLabel = "TOPIC", description = "Only from this source topic.")
  private Optional<String> topic = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = SinceConverter.class,
      description =
          "Only records of this age or younger, for example 90m, 2h or 7d; or not from before a"
              + " day or an instant, for example 2026-01-31 or 2026-01-31T08:00:00Z.")
  private Optional<Instant> since = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "At most so many; 0, the default, for all.")
  private int limit;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  LetterFilter filter() {
    return new LetterFilter(reason, stage, topic, since);
  }

  /** 0 for all. */
  int limit() {
    if (limit < 0) {
      throw new ParameterException(
          spec.commandLine(), "--limit is %d, must be at least 0".formatted(limit));
    }
    return limit;
  }
}
