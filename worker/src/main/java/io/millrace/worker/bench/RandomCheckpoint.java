package io.millrace.worker.bench;

import io.millrace.worker.local.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model folder as Hugging Face has them, of any shape of Qwen3 and with random weights in bf16.
 * For measuring where no weights can be had: what a Gemm costs hardly depends on its numbers.
 */
public final class RandomCheckpoint {
  private static final Logger LOG = LoggerFactory.getLogger(RandomCheckpoint.class);
  private static final long SEED = 42;
  private static final int POSITIONS = 32_768;
  private static final String WEIGHTS = "model.safetensors";

  private final Qwen3Shape shape;
  private final RandomWeights weights;

  public RandomCheckpoint(Qwen3Shape shape) {
    this.shape = shape;
    this.weights = new RandomWeights(shape);
  }

  /**
   * Writes the model, or finds it written earlier.
   *
   * @param parent folder in which it gets one of its own; no published model's name, because that
   *     would be held to the published similarities whatever else it says
   * @return the model's folder
   * @throws InputException if it cannot be written there
   */
  public Path in(Path parent) {
    Path folder = parent.resolve("random-qwen3-" + shape.name());
    try {
      if (!isWhole(folder.resolve(WEIGHTS))) {
        LOG.info("Writing {} MiB of random weights to {}", weights.sizeBytes() >> 20, folder);
        write(folder);
      }
      // Else it would be taken for the published model of its shape, and refused.
      Files.writeString(folder.resolve("golden.json"), "{\"golden\": []}");
      return folder;
    } catch (IOException e) {
      throw new InputException("%s cannot be written: %s".formatted(folder, e));
    }
  }

  private boolean isWhole(Path file) throws IOException {
    return Files.exists(file) && Files.size(file) == weights.sizeBytes();
  }

  private void write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("1_Pooling"));
    Files.writeString(folder.resolve("config.json"), config());
    Files.writeString(folder.resolve("tokenizer.json"), ByteTokenizer.json());
    Files.writeString(
        folder.resolve("modules.json"),
        """
        [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
         {"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
        """);
    Files.writeString(
        folder.resolve("1_Pooling").resolve("config.json"),
        """
        {"word_embedding_dimension": %d, "pooling_mode_lasttoken": true, "include_prompt": true}
        """
            .formatted(shape.hiddenSize()));
    Files.writeString(
        folder.resolve("config_sentence_transformers.json"),
        """
        {"prompts": {"query": "Instruct: Given a web search query, retrieve relevant passages that answer the query\\nQuery:",
                     "document": ""}}
        """);
    Path unfinished = folder.resolve(WEIGHTS + ".part");
    weights.write(unfinished, SEED);
    Files.move(unfinished, folder.resolve(WEIGHTS), StandardCopyOption.ATOMIC_MOVE);
  }

  private String config() {
    return """
    {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "torch_dtype": "bfloat16",
     "hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d,
     "num_key_value_heads": %d, "head_dim": %d, "intermediate_size": %d, "vocab_size": %d,
     "tie_word_embeddings": %b, "max_position_embeddings": %d, "rope_theta": 1000000,
     "rms_norm_eps": 1e-06, "hidden_act": "silu"}
    """
        .formatted(
            shape.hiddenSize(),
            shape.layers(),
            shape.heads(),
            shape.keyValueHeads(),
            shape.headSize(),
            shape.intermediateSize(),
            shape.vocabularySize(),
            shape.isTied(),
            POSITIONS);
  }
}
