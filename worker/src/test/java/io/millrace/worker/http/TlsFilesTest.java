package io.millrace.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.cli.LogLines;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
  @TempDir private static Path stores;
  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server = vertx.createHttpServer();
  private final LogLines log = new LogLines();

  @BeforeEach
  void listen() {
    log.start();
  }

  @AfterEach
  void close() {
    log.stop();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void missingCertificateIsToldOnceUntilItIsThereAgain() throws Exception {
    TestCertificate certificate = TestCertificate.make(stores, "own");
    TlsFiles files = TlsFiles.of(certificate.write(folder)).orElseThrow();
    var _ = files.options(vertx);
    Path file = folder.resolve("tls.crt");
    byte[] there = Files.readAllBytes(file);

    Files.delete(file);
    lookTwice(files);
    assertThat(warnings()).hasSize(1);

    var _ = Files.write(file, there);
    lookTwice(files);
    Files.delete(file);
    lookTwice(files);
    assertThat(warnings()).hasSize(2);
  }

  private void lookTwice(TlsFiles files) {
    assertThat(files.reload(vertx, server)).isFalse();
    assertThat(files.reload(vertx, server)).isFalse();
  }

  private List<String> warnings() {
    return log.lines().stream().filter(line -> line.contains("certificate")).toList();
  }
}
