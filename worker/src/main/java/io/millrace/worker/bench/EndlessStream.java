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
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A worker on a broker in this JVM with more documents than it can embed, whatever its speed. */
final class EndlessStream implements AutoCloseable {
  private static final String DOCUMENTS = "documents";
  private static final int DOCUMENTS_AHEAD = 15_000;
  private static final int PARTITIONS = 2;
  private static final int MAX_RECORD_BYTES = 1 << 20;
  private static final int FLOWING_VECTORS = 200;
  private static final long PAUSE_MILLIS = 20;

  private final LocalCluster cluster;
  private final EmbeddingStream stream;
  private final EmbeddingEngine engine;
  private final SyntheticDocuments texts;
  private final KafkaProducer<byte[], byte[]> producer;
  private final CountDownLatch closing = new CountDownLatch(1);
  private long written;

  private EndlessStream(
      LocalCluster cluster,
      EmbeddingStream stream,
      EmbeddingEngine engine,
      SyntheticDocuments texts,
      KafkaProducer<byte[], byte[]> producer) {
    this.cluster = cluster;
    this.stream = stream;
    this.engine = engine;
    this.texts = texts;
    this.producer = producer;
  }

  /** Starts the worker, and to write documents. */
  static EndlessStream start(EmbeddingEngine engine, SyntheticDocuments texts, Path stateDir)
      throws IOException, InterruptedException {
    LocalCluster cluster = LocalCluster.start();
    cluster.createTopic(DOCUMENTS, PARTITIONS, MAX_RECORD_BYTES);
    EndlessStream endless =
        new EndlessStream(
            cluster,
            new Worker(config(cluster, stateDir), engine).start(),
            engine,
            texts,
            LocalProducer.to(cluster, Map.of()));
    Thread.ofPlatform().daemon().name("endless-documents").start(endless::keepAhead);
    return endless;
  }

  private void keepAhead() {
    try {
      while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        while (written < stream.counts().vectors() + DOCUMENTS_AHEAD) {
          var _ = producer.send(document(written++));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  private ProducerRecord<byte[], byte[]> document(long number) {
    return new ProducerRecord<>(
        DOCUMENTS, utf8("doc-" + number), utf8("stream " + texts.text(number)));
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
    closing.countDown();
    stream.close();
    cluster.close();
  }
}
