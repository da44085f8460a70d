package io.millrace.worker.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Clients of {@code /v1/embeddings}, each with one text a request and one request at a time. */
final class HttpLoad {
  private static final JsonMapper JSON = new JsonMapper();

  private final int port;
  private final String model;
  private final LongFunction<String> texts;
  private final AtomicLong nextText = new AtomicLong();

  /**
   * @param texts by number, each time the next one
   */
  HttpLoad(int port, String model, LongFunction<String> texts) {
    this.port = port;
    this.model = model;
    this.texts = texts;
  }

  /**
   * Lets so many clients ask for so long, each on a connection of its own.
   *
   * @throws IllegalStateException if a request fails
   */
  Latencies run(int clients, Duration time) throws InterruptedException {
    Latencies latencies = new Latencies();
    long endNanos = System.nanoTime() + time.toNanos();
    Failures failures = new Failures();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      threads.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler(failures)
              .start(() -> askUntil(endNanos, latencies)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    failures.throwAny();
    return latencies;
  }

  private void askUntil(long endNanos, Latencies latencies) {
    try (HttpConnection connection = new HttpConnection(port)) {
      while (System.nanoTime() < endNanos) {
        latencies.add(ask(connection, texts.apply(nextText.getAndIncrement())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one text; how long its vector took. */
  Duration ask(HttpConnection connection, String text) throws IOException {
    String body =
        JSON.createObjectNode()
            .put("model", model)
            .put("input", text)
            .put("encoding_format", "base64")
            .toString();
    long startNanos = System.nanoTime();
    int status = connection.post("/v1/embeddings", body);
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    if (status != 200) {
      throw new IllegalStateException("a request got status " + status);
    }
    return took;
  }

  /** The first failure of any client. */
  private static final class Failures implements Thread.UncaughtExceptionHandler {
    private volatile @Nullable Throwable first;

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
      first = failure;
    }

    void throwAny() {
      Throwable failure = first;
      if (failure != null) {
        throw new IllegalStateException("a client failed", failure);
      }
    }
  }
}
