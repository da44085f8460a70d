package io.millrace.schemas.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.Attributes;
import io.millrace.schemas.FloatVector;
import io.millrace.schemas.RandomAttributes;
import io.millrace.schemas.VectorRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorJsonTest {
  private static final String TOPIC = "vectors";
  private static final Map<String, String> QDRANT = Map.of("millrace.json.collection", "docs");
  private static final Map<String, String> NONE = Map.of("millrace.json.envelope", "none");
  private static final int SEEDS = 50;

  private final VectorRecord vector =
      VectorRecord.newBuilder()
          .setChunkId("d#1")
          .setDocId("d")
          .setOrdinal(1)
          .setText("a \"text\" 🦀\n")
          .setStartOffset(5)
          .setEndOffset(15)
          .setVector(FloatVector.of(new float[] {0.1f, -1, 1.0e-7f}))
          .setModel("m")
          .setSpace("s")
          .setTokens(4)
          .setUpdatedAt(1_700_000_000_000L)
          .setEmbeddedAt(-1)
          .setMetadata(Map.of("k", "v"))
          .build();

  private final AttributedVectorRecord attributed =
      new AttributedVectorRecord(
          vector,
          new Attributes(
              List.of(
                  new Attribute("language", AttributeType.STRING),
                  new Attribute("price", AttributeType.DOUBLE),
                  new Attribute("years", AttributeType.LONGS)),
              List.of("de", 1.0, List.of(2025L, 2026L))));

  static List<Map<String, String>> envelopes() {
    return List.of(QDRANT, NONE);
  }

  @Test
  void flatRecordIsOneObjectOfAllFields() {
    assertThat(text(NONE, attributed))
        .isEqualTo(
            "{\"chunk_id\":\"d#1\",\"doc_id\":\"d\",\"ordinal\":1,\"text\":\"a \\\"text\\\" 🦀\\n\","
                + "\"start_offset\":5,\"end_offset\":15,\"vector\":[0.1,-1.0,1.0E-7],\"model\":\"m\","
                + "\"space\":\"s\",\"tokens\":4,\"updated_at\":1700000000000,\"embedded_at\":-1,"
                + "\"metadata\":{\"k\":\"v\"},\"language\":\"de\",\"price\":1.0,\"years\":[2025,2026]}");
  }

  @Test
  void pointHasEveryFieldButTheVectorInItsPayload() {
    assertThat(text(QDRANT, attributed))
        .isEqualTo(
            "{\"collection_name\":\"docs\",\"id\":\"b72cb6f9-f795-30fd-b539-be2c8e62a684\",\"vector\":[0.1,-1.0,1.0E-7],"
                + "\"payload\":{\"chunk_id\":\"d#1\",\"doc_id\":\"d\",\"ordinal\":1,"
                + "\"text\":\"a \\\"text\\\" 🦀\\n\",\"start_offset\":5,\"end_offset\":15,\"model\":\"m\","
                + "\"space\":\"s\",\"tokens\":4,\"updated_at\":1700000000000,\"embedded_at\":-1,"
                + "\"metadata\":{\"k\":\"v\"},\"language\":\"de\",\"price\":1.0,\"years\":[2025,2026]}}");
  }

  @Test
  void anotherReaderFindsTheSameFloats() throws IOException {
    float[] floats = new float[10_000];
    Random random = new Random(1);
    for (int i = 0; i < floats.length; i++) {
      float next = Float.intBitsToFloat(random.nextInt());
      floats[i] = Float.isFinite(next) ? next : i;
    }
    vector.setVector(FloatVector.of(floats));

    JsonNode read = new ObjectMapper().readTree(written(NONE, vector)).get("vector");

    for (int i = 0; i < floats.length; i++) {
      assertThat(Float.parseFloat(read.get(i).asText())).isEqualTo(floats[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void recordsComeBackAsTheyWere(Map<String, String> config) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      vector.setVector(finite(random));
      VectorRecord record =
          new AttributedVectorRecord(
              vector, RandomAttributes.values(random, RandomAttributes.ofAllTypes()));

      assertThat(read(config, written(config, vector))).as("seed %d", seed).isEqualTo(vector);
      assertThat(read(config, written(config, record))).as("seed %d", seed).isEqualTo(record);
    }
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void tombstoneStaysATombstone(Map<String, String> config) {
    assertThat(serializer(config).serialize(TOPIC, null)).isNull();
    assertThat(deserializer(config).deserialize(TOPIC, null)).isNull();
  }

  @Test
  void halfASurrogatePairIsReplacedAsInAvro() {
    vector.setText("half a crab: \ud83e");
    vector.setMetadata(Map.of("\ud83e", "\ud83e"));

    VectorRecord read = read(NONE, written(NONE, vector));

    assertThat(read.getText()).isEqualTo("half a crab: ?");
    assertThat(read.getMetadata()).isEqualTo(Map.of("?", "?"));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void numberThatJsonHasNotIsRefused(float value) {
    vector.setVector(FloatVector.of(new float[] {0, value}));

    assertThatThrownBy(() -> written(NONE, vector))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("vector");
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void missingFieldIsNamed(Map<String, String> config) {
    VectorRecord incomplete = new VectorRecord();
    incomplete.setChunkId("d#0");
    incomplete.setDocId("d");
    incomplete.setVector(FloatVector.of(new float[1]));

    assertThatThrownBy(() -> written(config, incomplete))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"ordinal\":1,| |there is no ordinal",
        "\"ordinal\":1|\"ordinal\":\"1\"|ordinal is no integer",
        "\"ordinal\":1|\"ordinal\":1.0|ordinal is no integer",
        "\"ordinal\":1|\"ordinal\":3000000000|ordinal is no int of 32 bits",
        "-1,|99999999999999999999,|embedded_at is no integer of 64 bits",
        "\"model\":\"m\"|\"model\":null|model is no string",
        "[0.1|[\"0.1\"|vector is no array of numbers",
        "[0.1|[1e99|vector is too great a number",
        "{\"k\":\"v\"}|{\"k\":1}|metadata is no string",
        "\"language\":\"de\"|\"language\":null|language is of no type",
        "\"language\":\"de\"|\"language\":{}|language is of no type",
        "\"language\":\"de\"|\"_id\":\"de\"|reserved",
        "[2025,2026]|[2025,\"2026\"]|years has items of several types",
        "\"tokens\":4|\"tokens\":4,\"tokens\":4|not JSON at byte",
        "\"tokens\":4|\"tokens\":four|not JSON at byte",
      })
  void recordThatIsNotSoundIsRefused(String sound, String broken, String problem) {
    String replacement = broken == null ? "" : broken;
    String json = text(NONE, attributed).replace(sound, replacement);

    assertThatThrownBy(() -> read(NONE, json.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"collection_name\":\"docs\",| |there is no collection_name",
        "\"d#1\"|\"d#2\"|id is not that of chunk_id",
        "\"payload\":{|\"payload\":{\"vector\":[1],|the payload has a vector",
        "\"collection_name\"|\"collection\"|a point has a field",
      })
  void pointThatIsNotSoundIsRefused(String sound, String broken, String problem) {
    String replacement = broken == null ? "" : broken;
    String json = text(QDRANT, attributed).replace(sound, replacement);

    assertThatThrownBy(() -> read(QDRANT, json.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void truncatedRecordIsRefusedWhereverItEnds(Map<String, String> config) {
    byte[] whole = written(config, attributed);

    for (int length = 0; length < whole.length; length++) {
      byte[] truncated = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(config, truncated)).isInstanceOf(SerializationException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void recordWithAChangedByteIsReadOrRefusedButNothingElse(Map<String, String> config) {
    byte[] whole = written(config, attributed);
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] garbage = whole.clone();
      garbage[random.nextInt(garbage.length)] = (byte) random.nextInt();

      assertThat(catchThrowable(() -> read(config, garbage)))
          .as("seed %d", seed)
          .satisfiesAnyOf(
              thrown -> assertThat(thrown).isNull(),
              thrown -> assertThat(thrown).isInstanceOf(SerializationException.class));
    }
  }

  @Test
  void refusalQuotesNothing() {
    assertThatThrownBy(() -> read(NONE, "{\"chunk_id\":secret".getBytes(UTF_8)))
        .hasNoCause()
        .hasMessageNotContaining("secret");
  }

  @Test
  void moreThanOneRecordIsRefused() {
    byte[] twice = text(NONE, vector).repeat(2).getBytes(UTF_8);

    assertThatThrownBy(() -> read(NONE, twice))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("more than one");
  }

  @Test
  void collectionIsRequiredForQdrant() {
    assertThatThrownBy(() -> serializer(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("millrace.json.collection");
  }

  @Test
  void unknownEnvelopeIsRefused() {
    assertThatThrownBy(() -> serializer(Map.of("millrace.json.envelope", "milvus")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("qdrant or none");
  }

  @Test
  void recordsAreNotKeys() {
    assertThatThrownBy(() -> new VectorJsonSerializer().configure(NONE, true))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new VectorJsonDeserializer().configure(NONE, true))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void useBeforeConfigureIsSaidSo() {
    assertThatThrownBy(() -> new VectorJsonSerializer().serialize(TOPIC, vector))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new VectorJsonDeserializer().deserialize(TOPIC, new byte[1]))
        .isInstanceOf(IllegalStateException.class);
  }

  private static FloatVector finite(Random random) {
    float[] floats = new float[1 + random.nextInt(2_000)];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return FloatVector.of(floats);
  }

  private static String text(Map<String, String> config, VectorRecord record) {
    return new String(written(config, record), UTF_8);
  }

  private static byte[] written(Map<String, String> config, VectorRecord record) {
    return Objects.requireNonNull(serializer(config).serialize(TOPIC, record));
  }

  private static VectorRecord read(Map<String, String> config, byte[] json) {
    return Objects.requireNonNull(deserializer(config).deserialize(TOPIC, json));
  }

  private static VectorJsonSerializer serializer(Map<String, String> config) {
    VectorJsonSerializer serializer = new VectorJsonSerializer();
    serializer.configure(config, false);
    return serializer;
  }

  private static VectorJsonDeserializer deserializer(Map<String, String> config) {
    VectorJsonDeserializer deserializer = new VectorJsonDeserializer();
    deserializer.configure(config, false);
    return deserializer;
  }
}
