package io.millrace.worker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.worker.api.EmbeddingsBody.Encoding;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EmbeddingsWriterTest {
  private final PendingEmbedder engine = new PendingEmbedder();

  @Test
  void numbersAreReadBackExactly() throws IOException {
    float[] vector = {1, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE, 1e-5f, 0.1f, 123456.79f};

    assertThat(readBack(vector)).isEqualTo(vector);
  }

  @Test
  void randomNumbersAreReadBackExactly() throws IOException {
    Random random = new Random(11);
    float[] vector = new float[100_000];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }

    assertThat(readBack(vector)).as("seed 11").isEqualTo(vector);
  }

  @Test
  void nameIsQuoted() throws IOException {
    assertThat(answer("a\"\\\u00e9\n", new float[] {1, 0}).path("model").asText())
        .isEqualTo("a\"\\\u00e9\n");
  }

  @Test
  void vectorWithoutLengthInItsFirstDimensionsIsNone() {
    assertThat(CutVector.cut(new float[] {0, 0, 1}, 2)).isEmpty();
    assertThat(CutVector.cut(new float[] {0.6f, 0, 0.8f}, 2))
        .hasValueSatisfying(cut -> assertThat(cut).containsExactly(1, 0));
  }

  private float[] readBack(float[] vector) throws IOException {
    JsonNode numbers = answer("pending", vector).at("/data/0/embedding");
    float[] read = new float[numbers.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = Float.parseFloat(numbers.get(i).asText());
    }
    return read;
  }

  private JsonNode answer(String name, float[] vector) throws IOException {
    Prepared request =
        new Prepared(
            new ServedModel(name, engine, engine, 2),
            List.of(new EmbeddingRequest.Tokens(new int[] {1})),
            List.of(),
            engine.space());
    return new JsonMapper()
        .readTree(EmbeddingsWriter.write(request, Encoding.FLOAT, List.of(vector), 1, false));
  }
}
