package io.millrace.worker.reembed;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.config.ConfigException;
import java.util.Optional;

/**
 * What a move is asked for.
 *
 * @param once whether it ends when it has caught up, or goes on as a worker
 * @param force whether it moves although nothing differs
 * @param queries most chunks to compare the spaces by; 0 for none
 * @param maxVectors most vectors of a topic that are held for that
 * @param oldVectors topic to compare with; empty for the configured ones
 */
public record ReembedOptions(
    boolean once, boolean force, int queries, int maxVectors, Optional<String> oldVectors) {
  public ReembedOptions {
    if (queries < 0) {
      throw new ConfigException("--sample is %d, must be at least 0".formatted(queries));
    }
    if (maxVectors < 1) {
      throw new ConfigException("--max-vectors is %d, must be at least 1".formatted(maxVectors));
    }
    requireNonNull(oldVectors, "oldVectors");
  }
}
