package io.millrace.topology.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkLimitTest {
  @ParameterizedTest
  @ValueSource(strings = {"plain text", "\"\\\n\t\r\b\f", "\u0000\u0001\u001f", "äé€水", "🏞 lake"})
  void textOfTheLimitFitsAndOneByteMoreDoesNot(String text) throws Exception {
    List<Chunk> chunks = List.of(new Chunk(0, text, 0, 1));
    int json = new JsonMapper().writeValueAsBytes(text).length - 2;

    assertThat(new ChunkLimit(json).exceededBy(chunks)).isEmpty();
    assertThat(new ChunkLimit(json - 1).exceededBy(chunks)).isPresent();
  }

  @Test
  void chunkIsNamed() {
    List<Chunk> chunks = List.of(new Chunk(0, "a", 0, 1), new Chunk(1, "\u0001\u0001", 1, 3));

    assertThat(new ChunkLimit(11).exceededBy(chunks))
        .contains(
            new Rejection(
                Rejection.Stage.EMBED,
                Rejection.Reason.TOO_LARGE,
                "chunk 1: 12 bytes as JSON, the limit is 11"));
  }
}
