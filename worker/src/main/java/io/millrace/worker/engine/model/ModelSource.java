package io.millrace.worker.engine.model;

import java.nio.file.Path;

/** Where a model comes from. */
public sealed interface ModelSource permits ModelFolder, BuiltInModel {
  /** all-MiniLM-L6-v2, which comes with Millrace: 384 dimensions, a window of 256 tokens. */
  static ModelSource builtIn() {
    return new BuiltInModel("all-MiniLM-L6-v2");
  }

  /**
   * A folder laid out as sentence-transformers does: {@code tokenizer.json}, {@code config.json},
   * {@code modules.json} with its pooling; {@code model.onnx} or {@code onnx/model.onnx}, or the
   * safetensors files of a Qwen3 checkpoint; and a {@code golden.json} if there is one.
   */
  static ModelSource folder(Path folder) {
    return new ModelFolder(folder);
  }

  /**
   * Reads all but the weights of a checkpoint, which stay in their files, into memory.
   *
   * @throws ModelException if a file is missing, unreadable, or asks for what cannot be done
   */
  ModelFiles load();
}
