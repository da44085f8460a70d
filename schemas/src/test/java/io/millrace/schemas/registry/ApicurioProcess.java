package io.millrace.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Apicurio Registry as a child process, in memory and on free ports of loopback. */
public final class ApicurioProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[\\w.]+:\\d+)");
  private static final long START_TIMEOUT_SECONDS = 120;

  private final Process process;
  private final CompletableFuture<String> listening = new CompletableFuture<>();

  private ApicurioProcess(Process process) {
    this.process = process;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param home where the distribution was unpacked
   */
  public static ApicurioProcess start(Path home)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    ApicurioProcess apicurio =
        new ApicurioProcess(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=0",
                    "-Dquarkus.management.host=127.0.0.1",
                    "-Dquarkus.management.port=0",
                    "-jar",
                    "quarkus-run.jar")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start());
    try {
      apicurio.awaitListening();
      return apicurio;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      apicurio.close();
      throw e;
    }
  }

  /** Of the API that it shares with Confluent. */
  public String url() {
    return listening.join() + "/apis/ccompat/v7";
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private void awaitListening() throws InterruptedException, ExecutionException, TimeoutException {
    Thread reader = new Thread(this::readOutput, "apicurio-output");
    reader.setDaemon(true);
    reader.start();
    listening.get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** To the end: a process that nobody reads stops when the pipe is full. */
  private void readOutput() {
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          listening.complete(matcher.group(1));
        }
        if (!listening.isDone()) {
          output.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      listening.completeExceptionally(new UncheckedIOException(e));
    }
    listening.completeExceptionally(new IllegalStateException("Apicurio ended:\n" + output));
  }
}
