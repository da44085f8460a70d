package io.millrace.worker.engine.quant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** The places of a file, the better one first. */
  List<Path> places(String name) {
    return List.of(folder.resolve(name), otherwise.resolve(name));
  }

  /** The folder for a new file. */
  Path writable() throws IOException {
    if (isWritable(folder)) {
      return folder;
    }
    LOG.warn("{} cannot be written to, weights are kept in {}", folder, otherwise);
    return Files.createDirectories(otherwise);
  }

  private static boolean isWritable(Path folder) {
    try {
      return Files.isWritable(Files.createDirectories(folder));
    } catch (IOException e) {
      LOG.debug("{} cannot be made", folder, e);
      return false;
    }
  }
}
