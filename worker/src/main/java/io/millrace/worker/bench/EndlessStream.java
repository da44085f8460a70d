package io.millrace.worker.bench;

import io.millrace.topology.port.Account;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.AccountUsage;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.wiring.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A worker on a broker in this JVM with more documents than it embeds in any benchmark's time. */
final class EndlessStream implements AutoCloseable {
  private static final String DOCUMENTS = "documents";
  private static final int COUNT = 15_000;
  private static final int PARTITIONS = 2;
  private static final int MAX_RECORD_BYTES = 1 << 20;
  private static final int FLOWING_VECTORS = 200;

  private final LocalCluster cluster;
  private final EmbeddingStream stream;
  private final EmbeddingEngine engine;

  private EndlessStream(LocalCluster cluster, EmbeddingStream stream, EmbeddingEngine engine) {
    this.cluster = cluster;
    this.stream = stream;
    this.engine = engine;
  }

  /** Writes the documents and starts the worker. */
  static EndlessStream start(EmbeddingEngine engine, SyntheticDocuments texts, Path stateDir)
      throws IOException, InterruptedException {
    LocalCluster cluster = LocalCluster.start();
    cluster.createTopic(DOCUMENTS, PARTITIONS, MAX_RECORD_BYTES);
    try (KafkaProducer<byte[], byte[]> producer = LocalProducer.to(cluster, Map.of())) {
      for (int i = 0; i < COUNT; i++) {
        var _ =
            producer.send(
                new ProducerRecord<>(DOCUMENTS, utf8("doc-" + i), utf8("stream " + texts.text(i))));
      }
    }
    return new EndlessStream(
        cluster, new Worker(config(cluster, stateDir), engine).start(), engine);
  }

  private static WorkerConfig config(LocalCluster cluster, Path stateDir) {
    return ConfigFile.ofThisProcess()
        .parse(
            cluster.settings()
                + """
                source: {topic: %s, format: text}
                streams: {applicationId: bench-http, instanceId: bench, stateDir: %s}
                """
                    .formatted(DOCUMENTS, ConfigFile.quoted(stateDir.toString())));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Waits until vectors come out. */
  void awaitFlow() throws InterruptedException {
    while (stream.counts().vectors() < FLOWING_VECTORS) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** What each lane has got so far. */
  record Mark(long nanos, long onlineTokens, long streamTokens) {
    double onlineTokensPerSecondSince(Mark before) {
      return (onlineTokens - before.onlineTokens) * 1e9 / (nanos - before.nanos);
    }

    double streamTokensPerSecondSince(Mark before) {
      return (streamTokens - before.streamTokens) * 1e9 / (nanos - before.nanos);
    }
  }

  Mark mark() {
    var stats = engine.stats();
    long streamTokens =
        stats.usage().getOrDefault(Account.source(DOCUMENTS), AccountUsage.NOTHING).tokens();
    return new Mark(System.nanoTime(), stats.tokens() - streamTokens, streamTokens);
  }

  @Override
  public void close() {
    stream.close();
    cluster.close();
  }
}
