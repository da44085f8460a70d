package io.millrace.worker.bench;

import io.millrace.topology.serde.DocumentStateSerde;
import io.millrace.topology.stage.Stages;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.local.TemporaryFolder;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.wiring.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.rocksdb.RocksDBException;

/**
 * The documents store of a worker that lost its state: how large it is, how fast it comes back from
 * its changelog, and what it costs to look a document up in it.
 */
public final class StoreBenchmark {
  private static final String DOCUMENTS = "documents";
  private static final String APPLICATION = "store";
  private static final int PARTITIONS = 2;
  private static final int MAX_RECORD_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final EmbeddingEngine engine;
  private final StoredStates states;
  private final int rounds;

  public StoreBenchmark(EmbeddingEngine engine, StoredStates states, int rounds) {
    this.engine = engine;
    this.states = states;
    this.rounds = rounds;
  }

  /**
   * Measures size, restore and look-up.
   *
   * @param folder an empty one
   */
  public StoreReport run(Path folder) throws IOException, InterruptedException {
    ChangeDetection.Micros detectMicros =
        detectMicros(Files.createDirectory(folder.resolve("detection")));
    try (LocalCluster cluster = LocalCluster.start()) {
      cluster.createTopic(DOCUMENTS, PARTITIONS, MAX_RECORD_BYTES);
      makeInternalTopics(cluster, folder.resolve("first"));
      writeChangelog(cluster);
      double[] perSecond = new double[rounds];
      long storeBytes = 0;
      for (int round = 0; round < rounds; round++) {
        try (TemporaryFolder state = TemporaryFolder.create("millrace-bench-restore-")) {
          perSecond[round] = restore(cluster, state.path());
          storeBytes = bytes(state.path());
        }
      }
      double chunks = (double) states.documents() * states.chunks();
      return new StoreReport(
          states,
          storeBytes / chunks,
          changelogBytes(cluster) / chunks,
          Spread.of(perSecond),
          detectMicros,
          Machine.with(engine));
    }
  }

  private ChangeDetection.Micros detectMicros(Path folder) {
    try (ChangeDetection detection = new ChangeDetection(states, folder)) {
      return detection.measure();
    } catch (RocksDBException e) {
      throw new IllegalStateException("RocksDB fails in a new folder", e);
    }
  }

  private void makeInternalTopics(LocalCluster cluster, Path stateDir) throws InterruptedException {
    try (EmbeddingStream stream = start(cluster, stateDir)) {
      awaitRunning(stream);
    }
  }

  private EmbeddingStream start(LocalCluster cluster, Path stateDir) {
    return new Worker(config(cluster, stateDir), engine).start();
  }

  private static void awaitRunning(EmbeddingStream stream) throws InterruptedException {
    if (!stream.awaitRunning(PATIENCE)) {
      throw new IllegalStateException("the stream does not run after " + PATIENCE);
    }
  }

  /** Documents a second. */
  private double restore(LocalCluster cluster, Path stateDir) throws InterruptedException {
    try (EmbeddingStream stream = start(cluster, stateDir)) {
      double perSecond = new RestoreRate(stream).measure();
      awaitRunning(stream);
      return perSecond;
    }
  }

  private void writeChangelog(LocalCluster cluster) {
    DocumentStateSerde serde = new DocumentStateSerde();
    try (KafkaProducer<byte[], byte[]> producer = producer(cluster)) {
      for (int i = 0; i < states.documents(); i++) {
        byte[] value =
            serde
                .serializer()
                .serialize(changelog(), states.document(i, i).state(StoredStates.FINGERPRINT));
        byte[] key = StoredStates.id(i).getBytes(StandardCharsets.UTF_8);
        var _ = producer.send(new ProducerRecord<>(changelog(), i % PARTITIONS, key, value));
      }
    }
  }

  private static String changelog() {
    return "%s-%s-changelog".formatted(APPLICATION, Stages.documentsStore(DOCUMENTS));
  }

  /** Compressed as the worker's own producer does. */
  private static KafkaProducer<byte[], byte[]> producer(LocalCluster cluster) {
    return LocalProducer.to(
        cluster,
        Map.of(ProducerConfig.LINGER_MS_CONFIG, 10, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"));
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().endsWith(".sst"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static long changelogBytes(LocalCluster cluster) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      int broker = admin.describeCluster().nodes().get().iterator().next().id();
      return admin.describeLogDirs(List.of(broker)).allDescriptions().get().values().stream()
          .flatMap(folders -> folders.values().stream())
          .flatMap(folder -> folder.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().topic().equals(changelog()))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell its sizes", e.getCause());
    }
  }

  private static WorkerConfig config(LocalCluster cluster, Path stateDir) {
    return ConfigFile.ofThisProcess()
        .parse(
            cluster.settings()
                + """
                source: {topic: %s, format: text}
                streams: {applicationId: %s, instanceId: bench, stateDir: %s}
                """
                    .formatted(DOCUMENTS, APPLICATION, ConfigFile.quoted(stateDir.toString())));
  }
}
