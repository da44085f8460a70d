package io.millrace.worker.check;

import static io.millrace.worker.check.TestIndex.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.registry.InProcessRegistry;
import io.millrace.worker.check.Finding.Kind;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class IndexCheckTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String NOT_JSON = "{\"text\": ";
  private static EmbeddedBroker broker;
  private static InProcessRegistry registry;

  @SuppressWarnings("NullAway.Init")
  private TestIndex index;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.startTemporary();
    registry = InProcessRegistry.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
    registry.close();
  }

  /**
   * A changed document of two chunks, one with metadata, a deleted one, and one that cannot be read
   * (offset 5).
   */
  @BeforeEach
  void writeACleanIndex() throws Exception {
    index = newIndex();
    index.document("a", "An older text.", 1);
    index.document("a", "One two three four. Five six seven.", 2);
    index.document("b", "{\"text\": \"Some text.\", \"lang\": \"en\"}", 3);
    index.document("gone", "A text.", 4);
    index.document("gone", null, 5);
    index.document("bad", NOT_JSON, 6);
    index.vector(chunk("a", 0, "An older text.", 1).build());
    index.vector(chunk("a", 0, "One two three four.", 2).build());
    index.vector(chunk("a", 1, "Five six seven.", 2).build());
    index.vector(b(3).build());
    index.vector(chunk("gone", 0, "A text.", 4).build());
    index.vector(0, "gone#0", null);
    index.deadLetter(5);
  }

  private static TestIndex newIndex() throws Exception {
    return new TestIndex(
        new TestTopics(broker.bootstrapServers()), registry.url(), COUNT.incrementAndGet());
  }

  private static VectorRecord.Builder b(long updatedAtMillis) {
    return chunk("b", 0, "Some text.", updatedAtMillis).setMetadata(Map.of("lang", "en"));
  }

  @Test
  void aCleanIndexGivesNoFinding() throws Exception {
    assertThat(index.check()).isEqualTo(new CheckReport(2, 3, 1, 0, 1, 0, Map.of(), List.of()));
  }

  @Test
  void withoutDeadLettersRejectedRecordsAreOnlyCounted() throws Exception {
    assertThat(index.checkWithoutDeadLetters())
        .isEqualTo(new CheckReport(2, 3, 1, 0, 0, 0, Map.of(), List.of()));
  }

  /** The others need a second source, or the vectors made anew. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SHARED_ID", "WRONG_VECTOR", "WRONG_OFFSETS"})
  void eachKindIsFoundAndNoOther(Kind kind) throws Exception {
    spoil(kind);

    assertThat(index.check().findings()).singleElement().extracting(Finding::kind).isEqualTo(kind);
  }

  private void spoil(Kind kind) {
    switch (kind) {
      case MISSING -> index.document("c", "A new text.", 7);
      case STALE -> index.document("b", "{\"text\": \"Other text.\", \"lang\": \"en\"}", 7);
      case ORPHAN -> index.vector(chunk("unknown", 0, "A text.", 7).build());
      case DUPLICATE -> index.vector(b(3).build());
      case OUT_OF_ORDER -> index.vector(b(2).build());
      case SCATTERED -> {
        index.document("c", "One two three four. Five six seven.", 7);
        index.vector(chunk("c", 0, "One two three four.", 7).build());
        index.vector(1, "c#1", chunk("c", 1, "Five six seven.", 7).build());
      }
      case OTHER_SPACE -> index.vector(b(7).setSpace("another").build());
      case BROKEN_VECTOR ->
          index.vector(b(7).setVector(FloatVector.of(new float[] {1, 1, 0})).build());
      case SHARED_ID, WRONG_VECTOR, WRONG_OFFSETS -> throw new IllegalArgumentException();
      case MISSING_DEAD_LETTER -> index.document("bad", NOT_JSON, 7);
      case DUPLICATE_DEAD_LETTER -> index.deadLetter(5);
    }
  }

  @Test
  void oldMetadataIsStale() throws Exception {
    index.document("b", "{\"text\": \"Some text.\", \"lang\": \"de\"}", 7);

    assertThat(index.check().findings()).containsExactly(new Finding(Kind.STALE, "b#0"));
  }

  @Test
  void everyMissingChunkIsNamed() throws Exception {
    index.document("c", "One two three four. Five six seven.", 7);

    assertThat(index.check().findings())
        .containsExactly(new Finding(Kind.MISSING, "c#0"), new Finding(Kind.MISSING, "c#1"));
  }

  @ParameterizedTest
  @MethodSource
  void chunksThatNoDocumentHasAreOrphans(VectorRecord orphan) throws Exception {
    index.vector(orphan);

    assertThat(index.check().findings()).contains(new Finding(Kind.ORPHAN, orphan.getChunkId()));
  }

  static Stream<VectorRecord> chunksThatNoDocumentHasAreOrphans() {
    return Stream.of(
        chunk("b", 1, "Beyond the end.", 7).build(),
        chunk("gone", 0, "A text.", 7).build(),
        chunk("b", 0, "Some text.", 7).setChunkId("b#00").build());
  }

  @Test
  void aSecondTombstoneIsADuplicate() throws Exception {
    index.vector(0, "gone#0", null);

    assertThat(index.check().findings())
        .containsExactly(new Finding(Kind.DUPLICATE, "gone#0 (tombstone)"));
  }

  @Test
  void aTombstoneOfWhatNeverWasIsNone() throws Exception {
    index.vector(0, "compacted#0", null);

    assertThat(index.check().findings()).isEmpty();
  }

  @Test
  void anOlderVersionThatComesLateAsksForNoVector() throws Exception {
    index.document("b", "{\"text\": \"Some text.\", \"lang\": \"de\"}", 2);

    assertThat(index.check()).isEqualTo(new CheckReport(2, 3, 1, 1, 1, 0, Map.of(), List.of()));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("no chunk id", "b", b(7).build()),
        Arguments.of("other chunk id", "b#0", b(7).setChunkId("b#1").build()),
        Arguments.of("other ordinal", "b#0", b(7).setOrdinal(1).build()),
        Arguments.of("other document", "b#0", b(7).setDocId("a").build()),
        Arguments.of(
            "other length",
            "b#0",
            b(7).setVector(FloatVector.of(new float[] {0.6f, 0.8f})).build()),
        Arguments.of(
            "not a number",
            "b#0",
            b(7).setVector(FloatVector.of(new float[] {Float.NaN, 1, 0})).build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void aVectorThatDisagreesWithItselfIsBroken(String fault, String key, VectorRecord vector)
      throws Exception {
    index.vector(0, key, vector);

    assertThat(index.check().counts()).containsExactly(Map.entry(Kind.BROKEN_VECTOR, 1));
  }

  @Test
  void aTextThatTheModelRefusedKeepsTheVersionBefore() throws Exception {
    index.document("b", "Refused.", 7);
    index.deadLetter(6);

    assertThat(index.check()).isEqualTo(new CheckReport(2, 3, 1, 0, 2, 0, Map.of(), List.of()));
  }

  @Test
  void deadLettersOfOtherApplicationsAreLeftAlone() throws Exception {
    index.foreignDeadLetter();

    assertThat(index.check()).isEqualTo(new CheckReport(2, 3, 1, 0, 1, 0, Map.of(), List.of()));
  }

  @Test
  void aVectorThatTheModelDoesNotMakeOfItsTextIsWrong() throws Exception {
    index.vector(b(7).setVector(FloatVector.of(WordEmbedder.vector("Other text."))).build());

    CheckReport report = index.checkAndRecompute(3);

    assertThat(report.recomputed()).isEqualTo(3);
    assertThat(report.findings()).containsExactly(new Finding(Kind.WRONG_VECTOR, "b#0"));
  }

  @Test
  void noMoreVectorsAreMadeAnewThanAskedFor() throws Exception {
    CheckReport report = index.checkAndRecompute(2);

    assertThat(report.recomputed()).isEqualTo(2);
    assertThat(report.isClean()).isTrue();
  }

  @Test
  void vectorsOfSourcesThatAreNotCheckedAreLeftAlone() throws Exception {
    index.vector(chunk("of another", 0, "A text.", 7).build());
    index.vector(0, "of another#1", null);
    index.vector(0, "of another#1", null);

    assertThat(index.checkAmongOthers().findings()).isEmpty();
  }

  @Test
  void sourcesOfOneVectorsTopicAreCheckedTogether() throws Exception {
    TestIndex other = newIndex();
    other.document("c", "A third text.", 7);
    index.vector(chunk("c", 0, "A third text.", 7).build());

    CheckReport report = index.checkWith(other);

    assertThat(report.findings()).isEmpty();
    assertThat(report.documents()).isEqualTo(3);
  }

  @Test
  void oneIdInTwoSourcesOfOneVectorsTopicIsFound() throws Exception {
    TestIndex other = newIndex();
    other.document("a", "One two three four. Five six seven.", 2);

    assertThat(index.checkWith(other).findings()).containsExactly(new Finding(Kind.SHARED_ID, "a"));
  }

  @Test
  void marksOfReplayedLettersAreLeftAlone() throws Exception {
    index.replayMark("0@0");

    assertThat(index.check()).isEqualTo(new CheckReport(2, 3, 1, 0, 1, 0, Map.of(), List.of()));
  }
}
