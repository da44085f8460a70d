package io.millrace.worker.cli;

import io.millrace.schemas.registry.RegistryException;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.deadletters.ReplayException;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.local.InputException;
import io.millrace.worker.streams.BrokerException;
import io.millrace.worker.topic.TopicException;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: one class for each command. */
@Command(
    name = "millrace",
    description = "Turns Kafka streams of text into vectors, exactly once.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      WorkerCommand.class,
      ServeCommand.class,
      DemoCommand.class,
      EmbedCommand.class,
      ProduceCommand.class,
      CheckCommand.class,
      DlqCommand.class,
      ReembedCommand.class,
      KeysCommand.class,
      UsageCommand.class,
      BenchCommand.class
    })
public final class MillraceCommand implements Runnable {
  private static final int FAILED = 1;
  private static final Logger LOG = LoggerFactory.getLogger(MillraceCommand.class);

  /** What a person can mend by what the message says; a stack trace would only hide it. */
  private static final Set<Class<? extends Exception>> TOLD_IN_ONE_LINE =
      Set.of(
          ConfigException.class,
          ModelException.class,
          InputException.class,
          BrokerException.class,
          TopicException.class,
          ReplayException.class,
          RegistryException.class,
          KafkaException.class,
          EmbedderUnavailableException.class);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private MillraceCommand() {}

  /** Runs a command; the exit code: 0 done, 1 failed, 2 called wrongly. */
  public static int execute(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new MillraceCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, command, parsed) -> tell(e, command));
  }

  /** Without a command there is nothing to do but to say which there are. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int tell(Exception e, CommandLine command) {
    if (isToldInOneLine(e)) {
      command.getErr().println("millrace: " + e.getMessage());
    } else {
      LOG.error("this should not happen", e);
    }
    return FAILED;
  }

  private static boolean isToldInOneLine(Exception e) {
    return TOLD_IN_ONE_LINE.stream().anyMatch(type -> type.isInstance(e));
  }
}
