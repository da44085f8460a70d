package io.millrace.worker.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "dlq",
    description = "Lists, shows and replays rejected records.",
    mixinStandardHelpOptions = true,
    subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class})
final class DlqCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name what to do: list, show or replay");
  }
}
