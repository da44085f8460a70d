package io.millrace.worker.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "bench",
    description = "Measures.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchEngineCommand.class,
      BenchPipelineCommand.class,
      BenchHttpCommand.class,
      BenchChangesCommand.class,
      BenchStoreCommand.class
    })
final class BenchCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name what to measure: engine, pipeline, http, changes or store");
  }
}
