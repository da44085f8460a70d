package io.millrace.worker.engine.safetensors;

import io.millrace.worker.engine.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The weights of a model: one {@code model.safetensors}, or shards and their index. */
public final class Checkpoint {
  private static final String SINGLE_FILE = "model.safetensors";

  private final Path modelFolder;
  private final Path folder;
  private final Map<String, HeaderEntry> entries;

  private Checkpoint(Path modelFolder, Path folder, Map<String, HeaderEntry> entries) {
    this.modelFolder = modelFolder;
    this.folder = folder;
    this.entries = entries;
  }

  /**
   * Reads the headers, never the weights.
   *
   * @throws ModelException if a file is missing, truncated or contradicts itself or the index
   */
  public static Checkpoint open(Path folder) {
    if (Files.exists(folder.resolve(SINGLE_FILE))) {
      Path file = real(folder.resolve(SINGLE_FILE));
      return new Checkpoint(folder, commonFolder(List.of(file)), SafetensorsFile.read(file));
    }
    if (!Files.exists(folder.resolve(ShardIndex.FILE))) {
      throw new ModelException(
          "%s: neither %s nor %s".formatted(folder, SINGLE_FILE, ShardIndex.FILE));
    }
    return sharded(folder, new ShardIndex(folder));
  }

  /**
   * A tensor that must be there.
   *
   * @param shape that it must have; none to take any
   */
  public StoredTensor require(String name, long... shape) {
    StoredTensor tensor =
        find(name)
            .orElseThrow(
                () -> new ModelException("%s: tensor %s is missing".formatted(modelFolder, name)));
    if (shape.length > 0 && !Arrays.equals(shape, tensor.shape())) {
      throw new ModelException(
          "%s: tensor %s has shape %s, must be %s"
              .formatted(
                  tensor.file(), name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
    }
    return tensor;
  }

  /**
   * A tensor that many models do without.
   *
   * @throws ModelException if it is there, but of a type that is not known
   */
  public Optional<StoredTensor> find(String name) {
    return Optional.ofNullable(entries.get(name)).map(HeaderEntry::stored);
  }

  /**
   * The folder that all files lie in or below, symbolic links resolved. A model in a Hugging Face
   * cache has its files outside its own folder, where ONNX Runtime follows no link.
   */
  public Path folder() {
    return folder;
  }

  /** All tensors of a known type, in the order of the header or the index. */
  public Collection<StoredTensor> tensors() {
    return entries.values().stream()
        .filter(HeaderEntry::isKnownType)
        .map(HeaderEntry::stored)
        .toList();
  }

  private static Checkpoint sharded(Path folder, ShardIndex index) {
    Map<String, Map<String, HeaderEntry>> shards = new LinkedHashMap<>();
    List<Path> files = new ArrayList<>();
    for (String shard : index.shards()) {
      if (!Files.exists(folder.resolve(shard))) {
        throw new ModelException(
            "%s: shard %s is missing".formatted(folder.resolve(ShardIndex.FILE), shard));
      }
      Path file = real(folder.resolve(shard));
      files.add(file);
      shards.put(shard, SafetensorsFile.read(file));
    }
    return new Checkpoint(folder, commonFolder(files), index.pick(shards));
  }

  private static Path commonFolder(List<Path> files) {
    Path folder = files.getFirst().resolveSibling("");
    while (!allBelow(files, folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static boolean allBelow(List<Path> files, Path folder) {
    return files.stream().allMatch(file -> file.startsWith(folder));
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
