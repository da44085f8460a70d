package io.millrace.worker.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Clients of {@code /v1/embeddings}, each with one text a request and one request at a time. */
final class HttpLoad implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI embeddings;
  private final String model;
  private final LongFunction<String> texts;
  private final AtomicLong nextText = new AtomicLong();

  /**
   * @param texts by number; each is asked for once
   */
  HttpLoad(URI embeddings, String model, LongFunction<String> texts) {
    this.embeddings = embeddings;
    this.model = model;
    this.texts = texts;
  }

  /**
   * Lets so many clients ask for so long.
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
    while (System.nanoTime() < endNanos) {
      latencies.add(ask(texts.apply(nextText.getAndIncrement())));
    }
  }

  /** Sends one text as a query; how long its vector took. */
  Duration ask(String text) {
    ObjectNode body = JSON.createObjectNode().put("model", model).put("input", text);
    HttpRequest request =
        HttpRequest.newBuilder(embeddings)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.put("encoding_format", "base64").toString()))
            .build();
    long startNanos = System.nanoTime();
    HttpResponse<byte[]> response = send(request);
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    if (response.statusCode() != 200) {
      throw new IllegalStateException("a request got status " + response.statusCode());
    }
    return took;
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
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
