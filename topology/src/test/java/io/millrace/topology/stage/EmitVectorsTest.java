package io.millrace.topology.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.Attributes;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.DocumentChange;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.EmbeddedChange;
import io.millrace.topology.model.EmbeddedChange.EmbeddedChunk;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.VectorSpace;
import io.millrace.topology.serde.DocumentStateSerde;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmitVectorsTest {
  private static final VectorSpace SPACE = new VectorSpace("fake", "1", "mean", "", 2, true);
  private static final Chunk CHUNK = new Chunk(3, "words", 7, 12);

  private final MockProcessorContext<String, VectorRecord> context = new MockProcessorContext<>();
  private final EmitVectors emitVectors = new EmitVectors(SPACE, new StageCounters());

  @BeforeEach
  void start() {
    KeyValueStore<String, DocumentState> documents =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(Stages.DOCUMENTS_STORE),
                Serdes.String(),
                new DocumentStateSerde())
            .withLoggingDisabled()
            .build();
    documents.init(context.getStateStoreContext(), documents);
    context.setCurrentSystemTimeMs(0);
    emitVectors.init(context);
  }

  @Test
  void vectorSaysWhereItsChunkLies() {
    VectorRecord emitted = emitted(Attributes.none());

    assertThat(emitted.getStartOffset()).isEqualTo(7);
    assertThat(emitted.getEndOffset()).isEqualTo(12);
  }

  @Test
  void documentsAttributesAreFieldsOfItsVectors() {
    Attributes attributes =
        new Attributes(
            List.of(new Attribute("language", AttributeType.STRING)), List.<Object>of("de"));

    VectorRecord emitted = emitted(attributes);

    assertThat(emitted.get("language")).isEqualTo("de");
    assertThat(emitted.getText()).isEqualTo("words");
  }

  @Test
  void documentWithoutAttributesBecomesAPlainVector() {
    assertThat(emitted(Attributes.none())).isNotInstanceOf(AttributedVectorRecord.class);
  }

  private VectorRecord emitted(Attributes attributes) {
    emitVectors.process(new Record<>("d", update(attributes), 0));
    return context.forwarded().get(0).record().value();
  }

  private static EmbeddedChange update(Attributes attributes) {
    Document document =
        new Document(
            "d", "a text words", new TreeMap<>(), attributes, 0, OptionalLong.empty(), Map.of());
    DocumentState state =
        new DocumentState(SPACE.fingerprint(), document.metadataHash(), List.of(CHUNK.hash()));
    return new EmbeddedChange(
        new DocumentChange.Update(document, List.of(CHUNK), List.of(), state),
        List.of(new EmbeddedChunk(CHUNK, new Embedded(new float[] {0.6f, 0.8f}, 3))));
  }
}
