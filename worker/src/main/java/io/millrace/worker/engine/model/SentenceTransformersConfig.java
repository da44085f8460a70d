package io.millrace.worker.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the configuration files of a model folder say, and a refusal of everything that would make
 * other vectors than sentence-transformers does.
 */
final class SentenceTransformersConfig {
  /** Their position ids start behind the padding token's id, which costs that much window. */
  private static final Set<String> POSITIONS_AFTER_PAD =
      Set.of("roberta", "xlm-roberta", "camembert", "mpnet");

  private static final Map<String, Pooling> POOLING_FLAGS =
      Map.of(
          "pooling_mode_cls_token",
          Pooling.CLS,
          "pooling_mode_mean_tokens",
          Pooling.MEAN,
          "pooling_mode_lasttoken",
          Pooling.LAST_TOKEN);

  private final ModelFolder folder;
  private final JsonFile config;

  SentenceTransformersConfig(ModelFolder folder) {
    this.folder = folder;
    this.config = folder.json("config.json");
  }

  ModelDescriptor descriptor() {
    Prompts prompts = prompts();
    return new ModelDescriptor(
        folder.name(),
        pooling(prompts),
        config.positive("hidden_size"),
        config.positive("vocab_size"),
        windowTokens(),
        padToken(),
        prompts);
  }

  private int padToken() {
    return config.root().path("pad_token_id").asInt(0);
  }

  private int windowTokens() {
    int positions = config.positive("max_position_embeddings");
    if (POSITIONS_AFTER_PAD.contains(config.root().path("model_type").asText())) {
      positions -= padToken() + 1;
    }
    return Math.min(positions, maxSequenceLength().orElse(positions));
  }

  private OptionalInt maxSequenceLength() {
    return folder
        .optionalJson("sentence_bert_config.json")
        .map(SentenceTransformersConfig::maxSequenceLength)
        .orElse(OptionalInt.empty());
  }

  private static OptionalInt maxSequenceLength(JsonFile file) {
    if (file.flag("do_lower_case", false)) {
      throw file.wrong("do_lower_case", "true, which is not supported");
    }
    return file.optionalPositive("max_seq_length");
  }

  private Prompts prompts() {
    return folder
        .optionalJson("config_sentence_transformers.json")
        .map(file -> file.root().path("prompts"))
        .map(all -> new Prompts(all.path("query").asText(""), all.path("document").asText("")))
        .orElse(Prompts.NONE);
  }

  private Pooling pooling(Prompts prompts) {
    JsonFile file = folder.json(poolingFolder() + "/config.json");
    if (!file.flag("include_prompt", true) && !prompts.equals(Prompts.NONE)) {
      throw file.wrong("include_prompt", "false, which is not supported for a model with prompts");
    }
    return file.root().path("pooling_mode").isTextual() ? namedPooling(file) : flagged(file);
  }

  /** As sentence-transformers writes it from version 5 on. */
  private static Pooling namedPooling(JsonFile file) {
    return switch (file.text("pooling_mode").toLowerCase(Locale.ROOT)) {
      case "mean" -> Pooling.MEAN;
      case "cls" -> Pooling.CLS;
      case "lasttoken" -> Pooling.LAST_TOKEN;
      case String other ->
          throw file.wrong("pooling_mode", other + ", must be mean, cls or lasttoken");
    };
  }

  private static Pooling flagged(JsonFile file) {
    List<String> modes =
        file.root()
            .propertyStream()
            .filter(field -> field.getKey().startsWith("pooling_mode_"))
            .filter(field -> field.getValue().asBoolean())
            .map(Map.Entry::getKey)
            .toList();
    Pooling pooling = modes.size() == 1 ? POOLING_FLAGS.get(modes.getFirst()) : null;
    if (pooling == null) {
      throw file.wrong(
          "pooling_mode",
          modes + ", must be one of " + POOLING_FLAGS.keySet().stream().sorted().toList());
    }
    return pooling;
  }

  /** Where the pooling is configured; every other module must be one the engine can stand for. */
  private String poolingFolder() {
    JsonFile modules = folder.json("modules.json");
    String pooling = "";
    for (JsonNode module : modules.root()) {
      String type = module.path("type").asText();
      switch (type.substring(type.lastIndexOf('.') + 1)) {
        case "Pooling" -> pooling = module.path("path").asText();
        case "Transformer", "Normalize" -> {}
        default -> throw modules.wrong("type", type + ", which is not supported");
      }
    }
    if (pooling.isEmpty()) {
      throw new ModelException("%s: no module of type Pooling".formatted(modules.name()));
    }
    return pooling;
  }
}
