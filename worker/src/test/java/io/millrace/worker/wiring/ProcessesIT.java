package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.Main;
import io.millrace.worker.engine.qwen3.TinyQwen3;
import io.millrace.worker.exactlyonce.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Its weights are mapped: what is written over the files is what the model has from then on. */
  @ParameterizedTest
  @ValueSource(
      strings = {"model: {path: 'FOLDER'}", "fallback: {enabled: true, model: {path: 'FOLDER'}}"})
  void aModelThatMakesOtherVectorsEndsTheProcessAsFailedOnceItsMetersTellSo(String of)
      throws Exception {
    Path model = folder.resolve("model");
    TinyQwen3.copyTo(model);
    String yaml =
        """
        http: {port: 0}
        engine: {goldenInterval: 50ms}
        %s
        """
            .formatted(of.replace("FOLDER", model.toString()));
    try (JavaProcess process = start("serve", "third", yaml)) {
      WorkerClient client = WorkerClient.at(awaitPort("third"), "");

      fillWithNaN(model.resolve("model-00001-of-00003.safetensors"));

      await().atMost(TestWorkers.PATIENCE).until(() -> client.get("/health/live").status() == 503);
      assertThat(client.awaitReady(503).json().path("status").asText()).isEqualTo("not_ready");
      assertThat(client.get("/metrics").response().body())
          .containsPattern("millrace_engine_healthy\\{.*} 0");
      assertThat(process.awaitEnd()).isEqualTo(1);
      assertThat(Files.readString(log("third")))
          .contains("golden vectors are not reproduced any more");
    }
  }

  /** Keeps length and header. */
  private static void fillWithNaN(Path safetensors) throws IOException {
    try (FileChannel file =
        FileChannel.open(safetensors, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      file.read(length, 0);
      long begin = Long.BYTES + length.getLong(0);
      byte[] ones = new byte[Math.toIntExact(file.size() - begin)];
      Arrays.fill(ones, (byte) 0xFF);
      file.write(ByteBuffer.wrap(ones), begin);
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
