package io.millrace.topology.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkLimitTest {
  private static final Document PLAIN = new Document("7", "a text", Map.of(), 0);
  private static final Headers NONE = new RecordHeaders();

  @ParameterizedTest
  @ValueSource(strings = {"plain text", "\"\\\n\t\r\b\f", "\u0000\u0001\u001f", "äé€水", "🏞 lake"})
  void textOfTheLimitFitsAndOneByteMoreDoesNot(String text) throws Exception {
    List<Chunk> chunks = List.of(new Chunk(0, text, 0, 1));
    int json = new JsonMapper().writeValueAsBytes(text).length - 2;

    assertThat(ofText(json).exceededBy(PLAIN, NONE, chunks)).isEmpty();
    assertThat(ofText(json - 1).exceededBy(PLAIN, NONE, chunks)).isPresent();
  }

  @Test
  void chunkIsNamed() {
    List<Chunk> chunks = List.of(new Chunk(0, "a", 0, 1), new Chunk(1, "\u0001\u0001", 1, 3));

    assertThat(ofText(11).exceededBy(PLAIN, NONE, chunks))
        .contains(tooLarge("chunk 1: 12 bytes as JSON, the limit is 11"));
  }

  @Test
  void whatARecordHasBesideItsTextLeavesLessToIt() {
    assertThat(inRecord(PLAIN, NONE))
        .contains(
            tooLarge(
                "chunk 0: 1000 bytes as JSON, the limit is 997, as records of the vectors topic may"
                    + " have 1000 in all"));
  }

  @Test
  void metadataLeavesLessToTheText() {
    Document document = new Document("7", "a text", Map.of("ab", "c\n"), 0);

    assertThat(inRecord(document, NONE).map(Rejection::detail).orElse(""))
        .contains("the limit is 972,");
  }

  @Test
  void headersLeaveLessToTheText() {
    Headers headers = new RecordHeaders().add("ab", "12345".getBytes(StandardCharsets.UTF_8));

    assertThat(inRecord(PLAIN, headers).map(Rejection::detail).orElse(""))
        .contains("the limit is 970,");
  }

  /** Of a text of 1,000 bytes in a record of as many. */
  private static Optional<Rejection> inRecord(Document document, Headers headers) {
    return new ChunkLimit(Long.MAX_VALUE, 1000, 0)
        .exceededBy(document, headers, List.of(new Chunk(0, "a".repeat(1000), 0, 1)));
  }

  private static ChunkLimit ofText(long bytes) {
    return new ChunkLimit(bytes, Long.MAX_VALUE, 0);
  }

  private static Rejection tooLarge(String detail) {
    return new Rejection(Rejection.Stage.EMBED, Rejection.Reason.TOO_LARGE, detail);
  }
}
