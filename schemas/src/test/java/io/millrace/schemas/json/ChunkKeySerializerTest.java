package io.millrace.schemas.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkKeySerializerTest {
  /** What Python's hashlib makes of it: MD5, with version and variant of RFC 4122 put in. */
  private static final String UUID_OF_CHUNK = "5a3dddc0-8371-30d8-aef5-6cd93403cff0";

  private static final String CHUNK = "Straße 🦀#12";

  @ParameterizedTest
  @MethodSource
  void keyIsTheChunksIdAsItIs(Map<String, String> config) {
    assertThat(key(config, CHUNK)).isEqualTo(CHUNK);
  }

  static List<Map<String, String>> keyIsTheChunksIdAsItIs() {
    return List.of(
        Map.of(),
        Map.of("schema.registry.url", "http://localhost:8081"),
        Map.of("millrace.json.envelope", "none"),
        Map.of("millrace.json.envelope", "none", "millrace.json.collection", "docs"));
  }

  @ParameterizedTest
  @MethodSource
  void keyForQdrantIsAnObjectWithTheUuid(Map<String, String> config) {
    assertThat(key(config, CHUNK)).isEqualTo("{\"id\":\"" + UUID_OF_CHUNK + "\"}");
  }

  static List<Map<String, String>> keyForQdrantIsAnObjectWithTheUuid() {
    return List.of(
        Map.of("millrace.json.envelope", "qdrant", "millrace.json.collection", "docs"),
        Map.of("millrace.json.collection", "docs"));
  }

  @Test
  void noKeyStaysNone() {
    assertThat(configured(Map.of()).serialize("vectors", null)).isNull();
  }

  @Test
  void unknownEnvelopeIsRefused() {
    assertThatThrownBy(() -> configured(Map.of("millrace.json.envelope", "Qdrant")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("millrace.json.envelope");
  }

  private static String key(Map<String, String> config, String chunkId) {
    return new String(
        Objects.requireNonNull(configured(config).serialize("vectors", chunkId)), UTF_8);
  }

  private static ChunkKeySerializer configured(Map<String, String> config) {
    ChunkKeySerializer serializer = new ChunkKeySerializer();
    serializer.configure(config, true);
    return serializer;
  }
}
