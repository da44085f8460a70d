package io.millrace.worker.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "keys",
    description = "Makes API keys. Nothing is stored: a file of yours names those that are valid.",
    mixinStandardHelpOptions = true,
    subcommands = {KeysNewCommand.class, KeysHashCommand.class})
final class KeysCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name what to do: new or hash");
  }
}
