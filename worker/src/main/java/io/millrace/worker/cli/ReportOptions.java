package io.millrace.worker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the report of a benchmark is printed. */
final class ReportOptions {
  @Option(names = "--json", description = "Print the report on one line.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  void print(Object report) throws JsonProcessingException {
    JsonMapper mapper = new JsonMapper();
    ObjectWriter writer = json ? mapper.writer() : mapper.writerWithDefaultPrettyPrinter();
    spec.commandLine().getOut().println(writer.writeValueAsString(report));
  }
}
