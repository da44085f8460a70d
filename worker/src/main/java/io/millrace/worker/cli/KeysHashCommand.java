package io.millrace.worker.cli;

import io.millrace.worker.keys.Secret;
import io.millrace.worker.local.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "hash",
    description = "Prints the sha256 of a secret of yours, which is read from stdin, one line.",
    mixinStandardHelpOptions = true)
final class KeysHashCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try {
      spec.commandLine().getOut().println(new Secret(line()).sha256());
      return 0;
    } catch (IllegalArgumentException e) {
      throw new InputException(String.valueOf(e.getMessage()));
    }
  }

  /** An argument would stand in the list of processes and in the shell's history. */
  private static String line() throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return line == null ? "" : line.strip();
  }
}
