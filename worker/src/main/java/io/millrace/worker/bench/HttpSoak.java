package io.millrace.worker.bench;

import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.demo.SampleWords;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.wiring.Serving;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Requests of all kinds, good and bad, for a long time: what memory the process holds meanwhile.
 */
public final class HttpSoak {
  private static final int CLIENTS = 16;
  private static final Duration SAMPLE = Duration.ofMinutes(1);

  private final EmbeddingEngine engine;
  private final Duration time;
  private final VariedRequests requests;
  private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
  private final LongAdder left = new LongAdder();

  public HttpSoak(EmbeddingEngine engine, Duration time) {
    this.engine = engine;
    this.time = time;
    this.requests = new VariedRequests(SampleWords.read(), engine.space().model());
  }

  /**
   * What there was to see.
   *
   * @param statuses responses by status
   * @param left requests whose client did not wait for the answer
   * @param memory once a minute, with the requests so far in place of documents
   */
  public record Report(
      long requests,
      double seconds,
      Map<Integer, Long> statuses,
      long left,
      List<ProcessMemory> memory,
      Machine machine) {}

  /** Sends requests of all kinds for the whole time. */
  public Report run() throws InterruptedException {
    long startNanos = System.nanoTime();
    long endNanos = startNanos + time.toNanos();
    List<ProcessMemory> memory = new ArrayList<>();
    try (Serving serving =
            Serving.start(ConfigFile.ofThisProcess().parse("http: {port: 0}"), engine);
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      URI uri =
          URI.create("http://127.0.0.1:%d/v1/embeddings".formatted(serving.port().orElseThrow()));
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        clients.add(
            Thread.startVirtualThread(() -> {
              while (System.nanoTime() < endNanos) {
                ask(client, uri, random);
              }
            }));
      }
      while (System.nanoTime() < endNanos) {
        TimeUnit.NANOSECONDS.sleep(Math.min(SAMPLE.toNanos(), endNanos - System.nanoTime()));
        memory.add(ProcessMemory.now(done()));
      }
      for (Thread thread : clients) {
        thread.join();
      }
    }
    return new Report(
        done(),
        (System.nanoTime() - startNanos) / 1e9,
        statuses.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, count -> count.getValue().sum(), Long::sum, TreeMap::new)),
        left.sum(),
        memory,
        Machine.with(engine));
  }

  private long done() {
    return statuses.values().stream().mapToLong(LongAdder::sum).sum() + left.sum();
  }

  private void ask(HttpClient client, URI uri, SplittableRandom random) {
    VariedRequests.Body body = requests.next(random);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body.bytes()))
            .build();
    var answer = client.sendAsync(request, BodyHandlers.ofByteArray());
    if (body.isWaitedFor()) {
      count(answer.join().statusCode());
    } else {
      left.increment();
      answer.cancel(true);
    }
  }

  private void count(int status) {
    statuses.computeIfAbsent(status, key -> new LongAdder()).increment();
  }
}
