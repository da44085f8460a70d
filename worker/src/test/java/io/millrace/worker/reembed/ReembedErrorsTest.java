package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.cli.MillraceCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stops a move before it begins is told in one line. */
@Timeout(60)
class ReembedErrorsTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream stderr = System.err;
  private int freePort;

  @BeforeEach
  void redirect() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(stderr);
  }

  @Test
  void anUnreachableBroker() throws IOException {
    assertThat(error(config(""))).isEqualTo("no broker answers at 127.0.0.1:" + freePort);
  }

  @Test
  void aMissingModel() throws IOException {
    Path model = folder.resolve("model");

    assertThat(error(config("model: {path: '" + model + "'}"))).contains(model.toString());
  }

  @Test
  void oneOldTopicForSeveral() throws IOException {
    String config =
        config(
            """
            sources:
              articles: {vectors: {topic: one}}
              tickets: {vectors: {topic: two}}
            """);

    assertThat(error(config, "--old-vectors", "vectors"))
        .isEqualTo("--old-vectors names one topic, but the sources write to 2");
  }

  @Test
  void aSampleOfLessThanNothing() throws IOException {
    assertThat(error(config(""), "--sample", "-1")).isEqualTo("--sample is -1, must be at least 0");
    assertThat(error(config(""), "--max-vectors", "0"))
        .isEqualTo("--max-vectors is 0, must be at least 1");
  }

  private String config(String yaml) throws IOException {
    String kafka =
        "kafka: {bootstrap.servers: '127.0.0.1:%d', default.api.timeout.ms: 1000}\n"
            .formatted(freePort);
    return Files.writeString(folder.resolve("new.yaml"), kafka + yaml).toString();
  }

  private String error(String config, String... options) {
    written.reset();
    String[] command = new String[3 + options.length];
    command[0] = "reembed";
    command[1] = "--config";
    command[2] = config;
    System.arraycopy(options, 0, command, 3, options.length);

    int exitCode = MillraceCommand.execute(command);

    List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(exitCode).isEqualTo(1);
    assertThat(lines).singleElement().asString().startsWith("millrace: ");
    return lines.getFirst().substring("millrace: ".length());
  }
}
