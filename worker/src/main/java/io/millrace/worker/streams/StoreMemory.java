package io.millrace.worker.streams;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One memory for all stores of the process, block cache and write buffers together. By itself each
 * store of each partition would take up to 100 MiB, and hold no more than 50 MiB of its data.
 * Filters and indexes, about two bytes a key, come on top: to look them up in a cache costs more
 * than they take.
 */
public final class StoreMemory implements RocksDBConfigSetter {
  /** Configuration key: bytes. */
  public static final String CONFIG = "millrace.store.memory.bytes";

  /** Of the memory; the rest caches what is on disk. */
  private static final double WRITE_BUFFERS = 0.25;

  /** Of a write buffer, for a filter that spares most lookups the way through it. */
  private static final double BUFFER_FILTER = 0.1;

  private static final Map<Long, Pool> POOLS = new ConcurrentHashMap<>();

  static {
    RocksDB.loadLibrary();
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    long bytes = Long.parseLong(String.valueOf(configs.get(CONFIG)));
    Pool pool = POOLS.computeIfAbsent(bytes, Pool::of);
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table
        .setBlockCache(pool.cache())
        .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
    options
        .setTableFormatConfig(table)
        .setWriteBufferManager(pool.writeBuffers())
        .setMemtablePrefixBloomSizeRatio(BUFFER_FILTER)
        .setMemtableWholeKeyFiltering(true);
  }

  /** The memory belongs to all stores and stays. */
  @Override
  public void close(String storeName, Options options) {}

  private record Pool(Cache cache, WriteBufferManager writeBuffers) {
    static Pool of(long bytes) {
      Cache cache = new LRUCache(bytes);
      return new Pool(cache, new WriteBufferManager((long) (bytes * WRITE_BUFFERS), cache));
    }
  }
}
