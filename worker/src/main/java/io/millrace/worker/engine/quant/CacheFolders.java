package io.millrace.worker.engine.quant;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where cache files may lie.
 *
 * @param folder beside the checkpoint
 * @param otherwise used if the first cannot be written to
 */
record CacheFolders(Path folder, Path otherwise) {
  private static final Logger LOG = LoggerFactory.getLogger(WeightCache.class);

  /** Whoever converts writes all the time; what rests for so long was left by a kill. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  /** The places of a file, the better one first. */
  List<Path> places(String name) {
    return List.of(folder.resolve(name), otherwise.resolve(name));
  }

  /** The folder for a new file, rid of what kills have left there. */
  Path writable() throws IOException {
    Path writable = folder;
    if (!isWritable(folder)) {
      LOG.warn("{} cannot be written to, weights are kept in {}", folder, otherwise);
      writable = Files.createDirectories(otherwise);
    }
    removeAbandoned(writable);
    return writable;
  }

  private static boolean isWritable(Path folder) {
    try {
      return Files.isWritable(Files.createDirectories(folder));
    } catch (IOException e) {
      LOG.debug("{} cannot be made", folder, e);
      return false;
    }
  }

  private static void removeAbandoned(Path folder) throws IOException {
    Instant before = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*" + CacheFile.TEMPORARY)) {
      for (Path file : files) {
        if (lastWritten(file).isBefore(before)) {
          LOG.warn("removing {}, which was left half written", file);
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Another process may have moved the file to its place meanwhile: then it is not abandoned. */
  private static Instant lastWritten(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      LOG.debug("{} is gone", file, e);
      return Instant.MAX;
    }
  }
}
