package io.millrace.worker.engine.model;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/** What computes a model's vectors. Close it once the model is open. */
public sealed interface Network extends AutoCloseable {
  /** Frees what was read. */
  @Override
  default void close() {}

  /**
   * An encoder that was exported to ONNX.
   *
   * @param weights the graph and its weights
   * @param externalWeights folder of the files that the graph takes its weights from, if any
   */
  record OnnxFile(Weights weights, Optional<Path> externalWeights) implements Network {
    public OnnxFile {
      requireNonNull(weights, "weights");
      requireNonNull(externalWeights, "externalWeights");
    }

    @Override
    public void close() {
      weights.close();
    }
  }

  /**
   * A Qwen3 checkpoint as it is published; its graph is written at start-up.
   *
   * @param folder holds the safetensors files
   * @param config its {@code config.json}
   */
  record Qwen3Checkpoint(Path folder, JsonFile config) implements Network {
    public Qwen3Checkpoint {
      requireNonNull(folder, "folder");
      requireNonNull(config, "config");
    }
  }
}
