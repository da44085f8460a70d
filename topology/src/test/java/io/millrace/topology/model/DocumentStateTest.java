package io.millrace.topology.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentStateTest {
  private static final String SPACE = "00112233445566ff";
  private static final DocumentState KNOWN = state(SPACE, "en", "a", "b");

  @Test
  void sameChunksAreUnchanged() {
    assertThat(changed(SPACE, "en", "a", "b")).isEmpty();
  }

  @Test
  void chunkWithAnotherTextIsChanged() {
    assertThat(changed(SPACE, "en", "a", "x")).extracting(Chunk::ordinal).containsExactly(1);
  }

  @Test
  void chunkThatMovedIsChanged() {
    assertThat(changed(SPACE, "en", "b", "a")).extracting(Chunk::ordinal).containsExactly(0, 1);
  }

  @Test
  void chunkBehindTheOldEndIsChanged() {
    assertThat(changed(SPACE, "en", "a", "b", "c")).extracting(Chunk::ordinal).containsExactly(2);
  }

  @Test
  void otherMetadataChangesEveryChunk() {
    assertThat(changed(SPACE, "de", "a", "b")).hasSize(2);
  }

  @Test
  void anotherSpaceChangesEveryChunk() {
    assertThat(changed("ffffffffffffffff", "en", "a", "b")).hasSize(2);
  }

  @Test
  void ordinalsBehindTheNewEndAreLost() {
    assertThat(KNOWN.lostOrdinals(1)).containsExactly(1);
  }

  @Test
  void deletedDocumentLosesAllOrdinals() {
    assertThat(KNOWN.lostOrdinals(0)).containsExactly(0, 1);
  }

  @Test
  void grownDocumentLosesNothing() {
    assertThat(KNOWN.lostOrdinals(3)).isEmpty();
  }

  @Test
  void metadataThatOnlyLooksAlikeHasAnotherHash() {
    assertThat(metadataHash(Map.of("a", "b1:c", "d", "e")))
        .isNotEqualTo(metadataHash(Map.of("a", "b", "1:c1:d", "e")));
  }

  private static List<Chunk> changed(String space, String language, String... texts) {
    return KNOWN.changedChunks(state(space, language, texts), chunks(texts));
  }

  private static DocumentState state(String space, String language, String... texts) {
    Document document = new Document("d", "text", Map.of("lang", language), 0);
    return new ChunkedDocument(document, chunks(texts)).state(space);
  }

  private static List<Chunk> chunks(String... texts) {
    return IntStream.range(0, texts.length)
        .mapToObj(ordinal -> new Chunk(ordinal, texts[ordinal], 0, texts[ordinal].length()))
        .toList();
  }

  private static ContentHash metadataHash(Map<String, String> metadata) {
    return new Document("d", "text", metadata, 0).metadataHash();
  }
}
