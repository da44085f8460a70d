package io.millrace.worker.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A script of ops/clients, run by what ops/bin/install-clients has installed.
 *
 * @param home ops/clients
 */
record ClientScript(Path home, Path interpreter, String script) {
  private static final long LIMIT_SECONDS = 180;

  static ClientScript python(String script) {
    return new ClientScript(clientsFolder(), installed("target/venv/bin/python"), script);
  }

  static ClientScript node(String script) {
    var _ = installed("target/node/node_modules/openai");
    return new ClientScript(clientsFolder(), Path.of("node"), script);
  }

  /** Runs it to its end; it checks by itself, and fails with a trace of what was wrong. */
  void passesAgainst(ServingWorker worker, Path output) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(interpreter.toString(), home.resolve(script).toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment(worker));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as("ended:\n%s", Files.readString(output))
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }

  private Map<String, String> environment(ServingWorker worker) {
    return Map.of(
        "MILLRACE_URL",
        worker.baseUrl(),
        "MILLRACE_KEY",
        ServingWorker.SECRET,
        "NODE_PATH",
        home.resolve("target/node/node_modules").toString());
  }

  private static Path installed(String path) {
    Path installed = clientsFolder().resolve(path);
    assertThat(Files.exists(installed))
        .as("%s is there; ops/bin/install-clients installs it", installed)
        .isTrue();
    return installed;
  }

  private static Path clientsFolder() {
    return Path.of(
        requireNonNull(
            System.getProperty("clients.home"), "the system property clients.home is not set"));
  }
}
