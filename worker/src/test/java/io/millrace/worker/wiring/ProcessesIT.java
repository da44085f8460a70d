package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.Main;
import io.millrace.worker.exactlyonce.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./millrace serve} and {@code ./millrace worker} as processes: how they begin and end. */
@Timeout(120)
class ProcessesIT {
  /** Of a process that ended because of SIGTERM, as the shell tells it. */
  private static final int TERMINATED = 128 + 15;

  private static final Duration A_FEW_SECONDS = Duration.ofSeconds(10);
  private static final Pattern PORT = Pattern.compile("serving .*\\bport=(\\d+)");

  @TempDir Path folder;

  @Test
  void servingEndsAtOnceWhenItIsAskedToAndItsPortIsFree() throws Exception {
    try (JavaProcess process = serve(0, "first")) {
      int port = awaitPort("first");
      WorkerClient client = WorkerClient.at(port, "");
      assertThat(client.awaitReady(200).json().at("/checks/engine/healthy").asBoolean()).isTrue();
      assertThat(client.embed("a lake").status()).isEqualTo(200);

      assertEndsSoon(process);
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  @Test
  void aPortInUseIsToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        JavaProcess process = serve(taken.getLocalPort(), "second")) {
      assertThat(process.awaitEnd()).isEqualTo(1);

      assertThat(Files.readAllLines(log("second")))
          .contains(
              "millrace: http.port: %d on 127.0.0.1 is in use".formatted(taken.getLocalPort()))
          .noneMatch(line -> line.startsWith("\tat ") || line.contains("ERROR"));
    }
  }

  @Test
  void twoWorkersOfAMachineServeAndEndAtOnce() throws Exception {
    try (TestWorkers workers = TestWorkers.start(folder);
        JavaProcess one = worker(workers, "one");
        JavaProcess two = worker(workers, "two")) {
      WorkerClient first = WorkerClient.at(awaitPort("one"), TestWorkers.SEARCH);
      WorkerClient second = WorkerClient.at(awaitPort("two"), TestWorkers.SEARCH);
      var _ = first.awaitReady(200);
      var _ = second.awaitReady(200);
      assertThat(first.embed("a lake").status()).isEqualTo(200);
      assertThat(second.embed("a lake").status()).isEqualTo(200);

      assertEndsSoon(one);
      assertEndsSoon(two);
    }
  }

  private static void assertEndsSoon(JavaProcess process) throws InterruptedException {
    long askedNanos = System.nanoTime();
    assertThat(process.stop()).isIn(0, TERMINATED);
    assertThat(Duration.ofNanos(System.nanoTime() - askedNanos)).isLessThan(A_FEW_SECONDS);
  }

  private JavaProcess serve(int port, String name) throws IOException {
    return start("serve", name, "http: {port: %d}\n".formatted(port));
  }

  private JavaProcess worker(TestWorkers workers, String name) throws IOException {
    return start("worker", name, workers.yaml("pair", name));
  }

  private JavaProcess start(String command, String name, String yaml) throws IOException {
    Path config = Files.writeString(folder.resolve(name + ".yaml"), yaml);
    return JavaProcess.start(Main.class, log(name), command, "--config", config.toString());
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private int awaitPort(String name) {
    return await()
        .atMost(TestWorkers.PATIENCE)
        .until(() -> port(name), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Integer> port(String name) throws IOException {
    Matcher serving = PORT.matcher(Files.readString(log(name)));
    return serving.find() ? Optional.of(Integer.parseInt(serving.group(1))) : Optional.empty();
  }
}
