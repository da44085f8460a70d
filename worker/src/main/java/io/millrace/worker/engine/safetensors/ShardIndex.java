package io.millrace.worker.engine.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.worker.engine.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/** {@code model.safetensors.index.json}: which shard holds which tensor. */
final class ShardIndex {
  static final String FILE = "model.safetensors.index.json";

  private static final String WEIGHT_MAP = "weight_map";
  private static final Pattern SHARD_NAME = Pattern.compile("[\\w.-]+\\.safetensors");

  private final Path file;
  private final SequencedMap<String, String> shardOf = new LinkedHashMap<>();

  ShardIndex(Path folder) {
    this.file = folder.resolve(FILE);
    JsonNode map = json().path(WEIGHT_MAP);
    if (!map.isObject() || map.isEmpty()) {
      throw new ModelException("%s: %s is missing or empty".formatted(file, WEIGHT_MAP));
    }
    map.properties().forEach(entry -> shardOf.put(entry.getKey(), shard(entry)));
  }

  /** Names of the shards, relative to the folder. */
  SequencedSet<String> shards() {
    return new LinkedHashSet<>(shardOf.values());
  }

  /** The tensors of the index, each from its shard. */
  SequencedMap<String, HeaderEntry> pick(Map<String, Map<String, HeaderEntry>> shards) {
    refuseDuplicates(shards);
    SequencedMap<String, HeaderEntry> entries = new LinkedHashMap<>();
    shardOf.forEach((tensor, shard) -> {
      HeaderEntry entry = shards.getOrDefault(shard, Map.of()).get(tensor);
      if (entry == null) {
        throw new ModelException(
            "%s: tensor %s is not in its shard %s".formatted(file, tensor, shard));
      }
      entries.put(tensor, entry);
    });
    return entries;
  }

  private void refuseDuplicates(Map<String, Map<String, HeaderEntry>> shards) {
    Map<String, String> seen = new HashMap<>();
    shards.forEach((shard, entries) -> {
      for (String tensor : entries.keySet()) {
        String other = seen.put(tensor, shard);
        if (other != null) {
          throw new ModelException(
              "%s: tensor %s is twice there, in %s and %s".formatted(file, tensor, other, shard));
        }
      }
    });
  }

  private String shard(Map.Entry<String, JsonNode> entry) {
    String shard = entry.getValue().asText();
    if (!SHARD_NAME.matcher(shard).matches()) {
      throw new ModelException(
          "%s: the shard of tensor %s is %s, must be a .safetensors file of the same folder"
              .formatted(file, entry.getKey(), entry.getValue()));
    }
    return shard;
  }

  private JsonNode json() {
    try {
      return StrictJson.object(file, "the index", Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
