package io.millrace.worker.cli;

import io.millrace.topology.port.Lane;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.KeyLines;
import io.millrace.worker.keys.Secret;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "new",
    description = "Prints a new secret, and the line that makes it valid.",
    mixinStandardHelpOptions = true)
final class KeysNewCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "Of the key; its usage is counted under it.")
  private String name;

  /** There is no key for the lane of streams. */
  private enum KeyLane {
    ONLINE,
    BACKFILL
  }

  @Option(
      names = "--lane",
      paramLabel = "LANE",
      defaultValue = "online",
      description = "online, or backfill for work that may wait.")
  private KeyLane lane;

  @Option(
      names = "--tokens-per-minute",
      paramLabel = "N",
      description = "Most tokens; no limit without it.")
  private Optional<Long> tokensPerMinute = Optional.empty();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Most requests at a time; no limit without it.")
  private Optional<Integer> concurrency = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Secret secret = Secret.random(new SecureRandom());
    String line = new KeyLines("keys new").line(key(), secret.sha256());
    PrintWriter out = spec.commandLine().getOut();
    out.println("The secret, for whoever calls. It is not shown again:");
    out.println("  " + secret.text());
    out.println("The line for \"keys:\" in the file that http.keys.file names:");
    out.println(line);
    return 0;
  }

  private ApiKey key() {
    return new ApiKey(
        name,
        Lane.valueOf(lane.name()),
        tokensPerMinute.map(OptionalLong::of).orElseGet(OptionalLong::empty),
        concurrency.map(OptionalInt::of).orElseGet(OptionalInt::empty));
  }
}
