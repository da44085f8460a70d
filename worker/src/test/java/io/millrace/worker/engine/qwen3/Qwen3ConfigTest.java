package io.millrace.worker.engine.qwen3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.worker.engine.model.JsonFile;
import io.millrace.worker.engine.model.ModelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a config.json may ask for, and that everything else is refused by its name. */
class Qwen3ConfigTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @SuppressWarnings("NullAway.Init")
  private ObjectNode json;

  @BeforeEach
  void writeACompleteConfig() throws JsonProcessingException {
    json =
        (ObjectNode)
            MAPPER.readTree(
                """
                {"model_type": "qwen3", "hidden_size": 1024, "num_hidden_layers": 28,
                 "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128,
                 "intermediate_size": 3072, "vocab_size": 151669, "rope_theta": 1000000,
                 "rms_norm_eps": 1e-06, "max_position_embeddings": 32768, "hidden_act": "silu",
                 "attention_bias": false, "use_sliding_window": false, "sliding_window": null,
                 "rope_scaling": null}\
                """);
  }

  @Test
  void publishedConfigIsRead() {
    assertThat(config())
        .isEqualTo(new Qwen3Config(1024, 28, 16, 8, 128, 3072, 151_669, 1e6, 1e-6f, 32_768));
    assertThat(config().querySize()).isEqualTo(2048);
    assertThat(config().keyValueSize()).isEqualTo(1024);
  }

  @Test
  void newerExportersKeepThetaUnderRopeParameters() throws JsonProcessingException {
    json.remove("rope_theta");
    set("rope_parameters", "{\"rope_theta\": 5000000, \"rope_type\": \"default\"}");

    assertThat(config().ropeTheta()).isEqualTo(5e6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "num_key_value_heads",
        "head_dim",
        "intermediate_size",
        "vocab_size",
        "max_position_embeddings"
      })
  void missingNumberIsNamed(String field) {
    json.remove(field);

    assertRefused("config.json: %s is missing".formatted(field));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attention_bias     | true     | attention_bias is true, which is not supported",
        "mlp_bias           | true     | mlp_bias is true, which is not supported",
        "use_sliding_window | true     | use_sliding_window is true, which is not supported",
        "hidden_act         | \"gelu\" | hidden_act is gelu, must be silu",
        "hidden_act         | null     | hidden_act is missing or not a text",
        "num_key_value_heads| 3        | num_key_value_heads is 3, 16 heads are no multiple of it",
        "head_dim           | 40       | head_dim is 40, must be a multiple of 16 up to 256",
        "head_dim           | 512      | head_dim is 512, must be a multiple of 16 up to 256",
        "rms_norm_eps       | 0        | rms_norm_eps is 0, must be a number above 0",
        "rope_theta         | null     | rope_theta is null, must be a number above 0",
        "hidden_size        | 0        | hidden_size is 0, must be a whole number of at least 1",
        "hidden_size        | \"many\" | hidden_size is \"many\", must be a whole number of at"
            + " least 1"
      })
  void wrongFieldIsNamed(String field, String value, String problem)
      throws JsonProcessingException {
    set(field, value);

    assertRefused("config.json: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rope_scaling    | {\"type\": \"yarn\", \"factor\": 4} | of type yarn",
        "rope_scaling    | {\"rope_type\": \"linear\"} | of type linear",
        "rope_parameters | {\"rope_type\": \"yarn\", \"rope_theta\": 1000000} | of type yarn"
      })
  void scaledRotaryEmbeddingIsRefused(String field, String value, String problem)
      throws JsonProcessingException {
    set(field, value);

    assertRefused("config.json: %s is %s, which is not supported".formatted(field, problem));
  }

  @Test
  void slidingLayersAreRefused() throws JsonProcessingException {
    set("layer_types", "[\"full_attention\", \"sliding_attention\"]");

    assertRefused("config.json: layer_types is sliding_attention, must be full_attention");
  }

  private void set(String field, String value) throws JsonProcessingException {
    json.set(field, MAPPER.readTree(value));
  }

  private Qwen3Config config() {
    return Qwen3Config.of(new JsonFile("config.json", json));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::config).isInstanceOf(ModelException.class).hasMessage(message);
  }
}
