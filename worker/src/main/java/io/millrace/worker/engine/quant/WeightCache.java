package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps converted weights in files, so that only the first start pays for them. Weights are read
 * and written block by block: the heap holds less than 2 MiB a thread.
 */
public final class WeightCache {
  /** Name for a folder beside a checkpoint. */
  public static final String FOLDER = ".millrace";

  private static final Logger LOG = LoggerFactory.getLogger(WeightCache.class);

  private final CacheFolders folders;
  private final int threads;

  /**
   * @param folder where the files are looked for and kept; made if it is missing
   * @param otherwise used in its place if it cannot be written to
   * @param threads that convert, and that check a file of an earlier start
   */
  public WeightCache(Path folder, Path otherwise, int threads) {
    this.folders = new CacheFolders(folder, otherwise);
    this.threads = threads;
  }

  /**
   * Converts weights, or finds them converted by an earlier start. Blocks until they are on the
   * disk.
   *
   * @throws ModelException if a weight cannot be had in its format, or no folder can be written to;
   *     the message names the file and the tensor
   */
  public ConvertedWeights convert(Map<StoredTensor, WeightFormat> wanted) {
    long start = System.nanoTime();
    try {
      SequencedMap<StoredTensor, WeightFormat> sorted = sorted(wanted);
      String digest = SourceDigest.of(sorted);
      CacheLayout layout = new CacheLayout(digest, sorted);
      String name = "%s-%s.safetensors".formatted(labels(sorted), digest);
      for (Path file : folders.places(name)) {
        if (isWhole(file, layout)) {
          return found(file, layout, true, start);
        }
      }
      Path file = folders.writable().resolve(name);
      return found(file, layout, !write(file, layout), start);
    } catch (IOException e) {
      throw new ModelException(
          "weights cannot be kept in %s: %s".formatted(folders.folder(), e.getMessage()), e);
    }
  }

  private boolean isWhole(Path file, CacheLayout layout) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    boolean whole = new CacheFile(file, layout, threads).isWhole();
    if (!whole) {
      LOG.warn("{} is damaged and will be written anew", file);
    }
    return whole;
  }

  private boolean write(Path file, CacheLayout layout) {
    LOG.info("writing {}: {} MiB", file, layout.fileBytes() >> 20);
    try {
      return new CacheFile(file, layout, threads).write();
    } catch (IOException e) {
      throw new ModelException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static ConvertedWeights found(Path file, CacheLayout layout, boolean reused, long start)
      throws IOException {
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    LOG.info("{} {} in {} ms", reused ? "checked" : "wrote", file, tookMillis);
    Path real = file.toRealPath();
    return new ConvertedWeights(real, layout.in(real), reused);
  }

  /** By name, so that the same weights give the same file in whatever order they are asked for. */
  private static SequencedMap<StoredTensor, WeightFormat> sorted(
      Map<StoredTensor, WeightFormat> wanted) {
    SequencedMap<StoredTensor, WeightFormat> sorted = new LinkedHashMap<>();
    wanted.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().name()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  private static String labels(Map<StoredTensor, WeightFormat> wanted) {
    return wanted.values().stream()
        .map(format -> format.precision().label())
        .distinct()
        .sorted()
        .collect(Collectors.joining("-"));
  }
}
