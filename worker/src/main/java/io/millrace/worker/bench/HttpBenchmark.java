package io.millrace.worker.bench;

import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.Lane;
import io.millrace.worker.bench.HttpReport.BesideStream;
import io.millrace.worker.bench.HttpReport.Overhead;
import io.millrace.worker.bench.HttpReport.Percentiles;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.demo.SampleWords;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.engine.EngineCeiling;
import io.millrace.worker.wiring.Serving;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

/**
 * One-text requests over HTTP against the bare engine, one request against the engine asked
 * directly, and requests beside a stream that never runs out of work. Clients, server, engine and
 * broker share this process.
 */
public final class HttpBenchmark {
  private static final long SEED = 42;
  private static final int TEXTS = 500;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int ROUNDS = 5;
  private static final int SINGLE_REQUESTS = 500;
  private static final List<Integer> CONNECTIONS_BESIDE_STREAM = List.of(1, 8, 64);
  private static final String SETTINGS = "http: {port: 0}";

  private final EmbeddingEngine engine;
  private final int connections;
  private final Duration roundTime;
  private final SyntheticDocuments documents;
  private final List<String> texts;

  /**
   * @param meanTokens of a text before those over the model's window are left out
   */
  public HttpBenchmark(
      EmbeddingEngine engine, int connections, double meanTokens, Duration roundTime) {
    this.engine = engine;
    this.connections = connections;
    this.roundTime = roundTime;
    this.documents =
        new SyntheticDocuments(SampleWords.read(), engine::countTokens, meanTokens, SEED);
    this.texts =
        LongStream.range(0, TEXTS)
            .mapToObj(documents::text)
            .filter(text -> engine.countTokens(text) <= engine.windowTokens())
            .toList();
  }

  /**
   * Measures rate and latency, alone and beside a stream.
   *
   * @param stateDir an empty folder
   */
  public HttpReport run(Path stateDir) throws IOException, InterruptedException {
    try (Serving serving = Serving.start(ConfigFile.ofThisProcess().parse(SETTINGS), engine)) {
      int port = serving.port().orElseThrow();
      HttpLoad load =
          new HttpLoad(
              port, engine.space().model(), number -> texts.get((int) (number % texts.size())));
      load.run(connections, WARM_UP);
      Rounds rounds = rounds(load);
      Overhead overhead = overhead(load, port);
      return new HttpReport(
          connections,
          rounds.bare(),
          rounds.http(),
          rounds.share(),
          overhead,
          besideStream(load, stateDir),
          Machine.with(engine));
    }
  }

  private record Rounds(List<Double> bare, List<Double> http) {
    Spread share() {
      double[] shares = new double[bare.size()];
      for (int i = 0; i < shares.length; i++) {
        shares[i] = http.get(i) / bare.get(i);
      }
      return Spread.of(shares);
    }
  }

  /** By turns, so that a machine that slows down slows both. */
  private Rounds rounds(HttpLoad load) throws InterruptedException {
    EngineCeiling bare = EngineCeiling.of(engine, texts);
    Rounds rounds = new Rounds(new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round < ROUNDS; round++) {
      rounds.bare().add(bare.tokensPerSecondFor(roundTime));
      rounds.http().add(tokensPerSecond(load));
    }
    return rounds;
  }

  private double tokensPerSecond(HttpLoad load) throws InterruptedException {
    long tokens = engine.stats().tokens();
    long startNanos = System.nanoTime();
    load.run(connections, roundTime);
    return (engine.stats().tokens() - tokens) * 1e9 / (System.nanoTime() - startNanos);
  }

  private Overhead overhead(HttpLoad load, int port) throws IOException, InterruptedException {
    Latencies direct = new Latencies();
    Latencies http = new Latencies();
    try (HttpConnection connection = new HttpConnection(port)) {
      for (int i = 0; i < SINGLE_REQUESTS; i++) {
        String text = texts.get(i % texts.size());
        direct.add(ask(text));
        http.add(load.ask(connection, text));
      }
    }
    return new Overhead(
        SINGLE_REQUESTS, direct.millis(50), http.millis(50), http.millis(50) - direct.millis(50));
  }

  private Duration ask(String text) throws InterruptedException {
    long startNanos = System.nanoTime();
    try {
      engine.submit(EmbeddingRequest.document(text, Lane.ONLINE)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the engine failed", e.getCause());
    }
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private List<BesideStream> besideStream(HttpLoad load, Path stateDir)
      throws IOException, InterruptedException {
    List<Latencies> without = new ArrayList<>();
    for (int clients : CONNECTIONS_BESIDE_STREAM) {
      without.add(load.run(clients, roundTime));
    }
    List<BesideStream> results = new ArrayList<>();
    try (EndlessStream stream = EndlessStream.start(engine, documents, stateDir)) {
      stream.awaitFlow();
      load.run(connections, WARM_UP);
      for (int i = 0; i < CONNECTIONS_BESIDE_STREAM.size(); i++) {
        results.add(beside(stream, load, CONNECTIONS_BESIDE_STREAM.get(i), without.get(i)));
      }
    }
    return results;
  }

  private BesideStream beside(EndlessStream stream, HttpLoad load, int clients, Latencies without)
      throws InterruptedException {
    EndlessStream.Mark before = stream.mark();
    Latencies with = load.run(clients, roundTime);
    EndlessStream.Mark after = stream.mark();
    return new BesideStream(
        clients,
        Percentiles.of(without),
        Percentiles.of(with),
        with.millis(99) / without.millis(99),
        after.onlineTokensPerSecondSince(before),
        after.streamTokensPerSecondSince(before));
  }
}
