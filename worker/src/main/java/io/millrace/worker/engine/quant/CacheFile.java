package io.millrace.worker.engine.quant;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file of converted weights. Where it stands under its own name, it is whole. */
record CacheFile(Path path, CacheLayout layout, int threads) {
  private static final Logger LOG = LoggerFactory.getLogger(WeightCache.class);

  /** A file is locked for a process: the threads of one take turns here. */
  private static final Object TURN = new Object();

  private static final int READ_BYTES = 1 << 20;

  /** Whether the file is as long, and has the header and the numbers, as it was written. */
  boolean isWhole() throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      if (file.size() != layout.fileBytes()) {
        return false;
      }
      byte[] expected = layout.header(checksums(file));
      ByteBuffer header = ByteBuffer.allocate(expected.length);
      Transfer.read(header, file, 0);
      return header.flip().equals(ByteBuffer.wrap(expected));
    }
  }

  /**
   * Writes the file under a name that nobody reads, and moves it only when it is on the disk: a
   * kill leaves no half file under this one's name, and the next to write overwrites the rest.
   *
   * @return false if another process has written the file meanwhile, which is waited for
   * @throws IOException also on a file system without locks
   */
  boolean write() throws IOException {
    synchronized (TURN) {
      try (FileChannel turn =
              FileChannel.open(
                  beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = lock(turn)) {
        if (Files.exists(path) && isWhole()) {
          return false;
        }
        writeLocked();
        return true;
      }
    }
  }

  private FileLock lock(FileChannel turn) throws IOException {
    FileLock lock = turn.tryLock();
    if (lock == null) {
      LOG.info("another process writes {}, waiting for it", path);
      lock = turn.lock();
    }
    return lock;
  }

  private void writeLocked() throws IOException {
    Path temporary = beside(".tmp");
    try {
      writeTo(temporary);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private void writeTo(Path temporary) throws IOException {
    try (Arena arena = Arena.ofShared();
        FileChannel file =
            FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      List<Callable<Boolean>> runs = new ArrayList<>();
      for (PlannedWeight weight : layout.weights()) {
        for (BlockRun run : BlockRun.of(weight, SourceFloats.map(weight.source(), arena))) {
          runs.add(() -> converted(run, file));
        }
      }
      Parallel.run(threads, runs);
      Transfer.write(layout.header(checksums(file)), file, 0);
      file.force(true);
    }
  }

  private boolean converted(BlockRun run, FileChannel file) throws IOException {
    run.convert(layout, file);
    return true;
  }

  private int[] checksums(FileChannel file) throws IOException {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (Part part : layout.parts()) {
      tasks.add(() -> checksum(file, layout.position(part), part.sizeBytes()));
    }
    return Parallel.run(threads, tasks).stream().mapToInt(Integer::intValue).toArray();
  }

  private static int checksum(FileChannel file, long position, long sizeBytes) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] chunk = new byte[(int) Math.min(READ_BYTES, sizeBytes)];
    for (long at = 0; at < sizeBytes; at += chunk.length) {
      ByteBuffer numbers = ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, sizeBytes - at));
      Transfer.read(numbers, file, position + at);
      checksum.update(numbers.flip());
    }
    return (int) checksum.getValue();
  }
}
