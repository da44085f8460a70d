package io.millrace.topology.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.Attributes;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.EmbeddedChange.EmbeddedChunk;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.VectorSpace;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VectorRecordsTest {
  private static final VectorSpace SPACE = new VectorSpace("fake", "1", "mean", "", 2, true);
  private static final Chunk CHUNK = new Chunk(3, "words", 7, 12);

  @Test
  void vectorSaysWhereItsChunkLies() {
    VectorRecord record = record(Attributes.none());

    assertThat(record.getStartOffset()).isEqualTo(7);
    assertThat(record.getEndOffset()).isEqualTo(12);
  }

  @Test
  void documentsAttributesAreFieldsOfItsVectors() {
    VectorRecord record =
        record(
            new Attributes(
                List.of(new Attribute("language", AttributeType.STRING)), List.<Object>of("de")));

    assertThat(record.get("language")).isEqualTo("de");
    assertThat(record.getText()).isEqualTo("words");
  }

  @Test
  void documentWithoutAttributesBecomesAPlainVector() {
    assertThat(record(Attributes.none())).isNotInstanceOf(AttributedVectorRecord.class);
  }

  private static VectorRecord record(Attributes attributes) {
    Document document =
        new Document(
            "d", "a text words", new TreeMap<>(), attributes, 0, OptionalLong.empty(), Map.of());
    Embedded embedding = new Embedded(new float[] {0.6f, 0.8f}, 3);
    return new VectorRecords(SPACE).of(document, new EmbeddedChunk(CHUNK, embedding, false), 0);
  }
}
