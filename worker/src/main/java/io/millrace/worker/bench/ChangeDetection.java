package io.millrace.worker.bench;

import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.serde.DocumentStateSerde;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.streams.StoreMemory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * What it costs to find that a document has not changed: its state made, the known one read and
 * compared, and the newer version stored. One thread, RocksDB as the worker opens it, without Kafka
 * around it.
 */
final class ChangeDetection implements AutoCloseable {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int WARM_UP_ROUNDS = 5;
  private static final int ROUNDS = 15;
  private static final int ROUND_DOCUMENTS = 50_000;

  /** Defaults of Kafka Streams. */
  private static final long BLOCK_BYTES = 4096;

  private static final long WRITE_BUFFER_BYTES = 16L << 20;
  private static final int WRITE_BUFFERS = 3;

  static {
    RocksDB.loadLibrary();
  }

  private final StoredStates states;
  private final DocumentStateSerde serde = new DocumentStateSerde();
  private final RandomGenerator random = new SplittableRandom(1);
  private final BloomFilter filter = new BloomFilter();
  private final Options options;
  private final WriteOptions writing = new WriteOptions().setDisableWAL(true);
  private final RocksDB store;

  ChangeDetection(StoredStates states, Path folder) throws RocksDBException {
    this.states = states;
    BlockBasedTableConfig table =
        new BlockBasedTableConfig().setBlockSize(BLOCK_BYTES).setFilterPolicy(filter);
    this.options =
        new Options()
            .setTableFormatConfig(table)
            .setWriteBufferSize(WRITE_BUFFER_BYTES)
            .setMaxWriteBufferNumber(WRITE_BUFFERS)
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setCompactionStyle(CompactionStyle.UNIVERSAL)
            .setIncreaseParallelism(Math.max(2, Runtime.getRuntime().availableProcessors()))
            .setOptimizeFiltersForHits(true)
            .setCreateIfMissing(true);
    long memoryBytes = ConfigFile.ofThisProcess().defaults().streams().storeMemory().bytes();
    new StoreMemory().setConfig("documents", options, Map.of(StoreMemory.CONFIG, memoryBytes));
    this.store = RocksDB.open(options, folder.toString());
    for (int i = 0; i < states.documents(); i++) {
      put(states.document(i, 0).state(StoredStates.FINGERPRINT), key(StoredStates.id(i)));
    }
  }

  /**
   * Microseconds a document.
   *
   * @param elapsed by the clock
   * @param computing of the thread's own time on a core
   */
  record Micros(Spread elapsed, Spread computing) {}

  /** Of several rounds after a warm-up. */
  Micros measure() throws RocksDBException {
    double[] elapsed = new double[ROUNDS];
    double[] computing = new double[ROUNDS];
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      List<ChunkedDocument> documents = draw(round + WARM_UP_ROUNDS + 1L);
      long startCpuNanos = THREADS.getCurrentThreadCpuTime();
      long startNanos = System.nanoTime();
      for (ChunkedDocument document : documents) {
        detect(document);
      }
      if (round >= 0) {
        elapsed[round] = micros(System.nanoTime() - startNanos);
        computing[round] = micros(THREADS.getCurrentThreadCpuTime() - startCpuNanos);
      }
    }
    return new Micros(Spread.of(elapsed), Spread.of(computing));
  }

  private static double micros(long nanos) {
    return nanos / 1e3 / ROUND_DOCUMENTS;
  }

  private List<ChunkedDocument> draw(long version) {
    List<ChunkedDocument> documents = new ArrayList<>(ROUND_DOCUMENTS);
    for (int i = 0; i < ROUND_DOCUMENTS; i++) {
      documents.add(states.document(random.nextInt(states.documents()), version));
    }
    return documents;
  }

  private void detect(ChunkedDocument document) throws RocksDBException {
    byte[] key = key(document.documentId());
    DocumentState newer = document.state(StoredStates.FINGERPRINT);
    DocumentState known = serde.deserializer().deserialize("", store.get(key));
    if (known.isNewerThan(newer.version()) || !known.showsSame(newer)) {
      throw new IllegalStateException("document %s changed".formatted(document.documentId()));
    }
    put(newer, key);
  }

  private void put(DocumentState state, byte[] key) throws RocksDBException {
    store.put(writing, key, serde.serializer().serialize("", state));
  }

  private static byte[] key(String id) {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    store.close();
    writing.close();
    options.close();
    filter.close();
  }
}
