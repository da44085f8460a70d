package io.millrace.worker.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.Attributes;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.serde.VectorRecordSerializer;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.Document;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedDocumentTest {
  private static final String TEXT = "\uD83D\uDE00 First. Second.";
  private static final long UPDATED_AT_MILLIS = 5;

  private static boolean isPlaced(Chunk chunk, int start, int end, long updatedAtMillis) {
    Document document = new Document("a", TEXT, Map.of(), UPDATED_AT_MILLIS);
    ExpectedDocument expected =
        ExpectedDocument.of(
            TestSources.of("documents", "vectors", new VectorRecordSerializer()),
            new ChunkedDocument(document, List.of(chunk)),
            true);
    WrittenChunk written =
        new WrittenChunk(
            chunk.hash(), expected.metadata(), updatedAtMillis, "space", start, end, 0);
    return expected.isPlacedBy(written, expected.chunks().getFirst());
  }

  /** Code points: the first character is one, and two chars. */
  @ParameterizedTest
  @CsvSource({
    "9, 16, 5, true",
    "10, 17, 5, false",
    "10, 17, 4, true",
    "0, 0, 5, true",
    "-1, 6, 4, false",
    "3, 2, 4, false"
  })
  void aRecordOfTheLiveVersionHasItsOffsets(
      int start, int end, long updatedAtMillis, boolean isPlaced) {
    assertThat(isPlaced(new Chunk(0, "Second.", 9, 16), start, end, updatedAtMillis))
        .isEqualTo(isPlaced);
  }

  @ParameterizedTest
  @CsvSource({
    "Second., 9, 16, true",
    "Heading > Second., 9, 16, true",
    "Second., 2, 8, false",
    "Second., 10, 17, false"
  })
  void aChunksTextStandsAtItsOffsets(String text, int start, int end, boolean isPlaced) {
    assertThat(isPlaced(new Chunk(0, text, start, end), start, end, UPDATED_AT_MILLIS))
        .isEqualTo(isPlaced);
  }

  @Test
  void attributesAreComparedWithTheDocuments() {
    Attributes attributes =
        new Attributes(List.of(new Attribute("price", AttributeType.DOUBLE)), List.<Object>of(1.5));
    Document document =
        new Document("a", TEXT, new TreeMap<>(), attributes, 0, OptionalLong.empty(), Map.of());

    assertThat(WrittenChunk.of(new AttributedVectorRecord(vector(), attributes), 0).metadata())
        .isEqualTo(document.metadataHash())
        .isNotEqualTo(WrittenChunk.of(vector(), 0).metadata());
  }

  private static VectorRecord vector() {
    return TestIndex.chunk("a", 0, TEXT, 0).build();
  }
}
