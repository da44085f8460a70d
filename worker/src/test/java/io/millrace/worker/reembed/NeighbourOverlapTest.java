package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeighbourOverlapTest {
  private static final int ALL = 1000;

  @Test
  void theSameVectorsHaveTheSameNeighbours() {
    Overlap overlap = overlap(onCircle("a", 40, 1), onCircle("b", 40, 1));

    assertThat(overlap.queries()).isEqualTo(40);
    assertThat(overlap.mean()).isEqualTo(1);
    assertThat(overlap.median()).isEqualTo(1);
  }

  @Test
  void aTurnedSpaceIsTheSameSpace() {
    TestVectors turned = new TestVectors("b");
    for (int i = 0; i < 40; i++) {
      turned.document("d" + i, i + 90);
    }

    assertThat(overlap(onCircle("a", 40, 1), turned).mean()).isEqualTo(1);
  }

  @Test
  void otherNeighboursAreFewerInCommon() {
    TestVectors shuffled = new TestVectors("b");
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      shuffled.document("d" + i, random.nextDouble(200));
    }

    assertThat(overlap(onCircle("a", 200, 1), shuffled).mean()).isBetween(0.0, 0.15);
  }

  @Test
  void theShareOfCommonNeighboursIsExact() {
    TestVectors older = onCircle("a", 12, 1);
    TestVectors newer = onCircle("b", 12, 1).document("d11", 5).document("d5", 11);

    Overlap overlap = overlap(older, newer);

    // Of 11 others, d0 has the 10 nearest: all but d11 before, all but d5 now.
    assertThat(overlap.worst()).contains(new Overlap.OfQuery("d0", 0.9));
    assertThat(overlap.mean()).isBetween(0.9, 1.0);
  }

  @Test
  void aDocumentIsNotItsOwnNeighbour() {
    TestVectors older = new TestVectors("a").document("x", 0).document("y", 1);
    TestVectors newer = new TestVectors("b").document("x", 0).document("y", 90);

    assertThat(overlap(older, newer).mean()).isEqualTo(1);
  }

  @Test
  void documentsOfOneTopicAloneTakeNoPart() {
    TestVectors newer = onCircle("b", 40, 1);
    newer.document("new", 7.5);
    TestVectors older = onCircle("a", 40, 1);
    older.document("gone", 3.5);

    assertThat(overlap(older, newer).mean()).isEqualTo(1);
  }

  @Test
  void chunksOfOtherSpacesAreNotCompared() {
    TestVectors mixed = new TestVectors("a").document("x", 0).document("y", 1);
    mixed.inSpace("b").document("z", 0);
    var neighbourhood = new Neighbourhood(mixed.live(), mixed.live().documentIds());

    assertThat(neighbourhood.nearest(neighbourhood.inOrder("x").getFirst(), "x", 10))
        .containsExactly("y");
  }

  @Test
  void aChunkIsComparedWithTheOneOfTheSameText() {
    TestVectors older = onCircle("a", 40, 1).chunk("x", 0, "one", 0).chunk("x", 1, "two", 39);
    TestVectors newer = onCircle("b", 40, 1).chunk("x", 0, "two", 39).chunk("x", 1, "one", 0);

    assertThat(overlap(older, newer).mean()).isEqualTo(1);
  }

  @Test
  void whereDocumentsAreCutOtherwiseTheChunkAtTheSameHeightIsTaken() {
    TestVectors older = onCircle("a", 40, 1);
    TestVectors newer = onCircle("b", 40, 1);
    for (int ordinal = 0; ordinal < 4; ordinal++) {
      older.chunk("x", ordinal, "quarter " + ordinal, ordinal < 2 ? 0 : 39);
    }
    newer.chunk("x", 0, "first half", 0).chunk("x", 1, "second half", 39);

    assertThat(overlap(older, newer).worst())
        .allSatisfy(query -> assertThat(query.overlap()).isEqualTo(1));
  }

  @Test
  void theSameDocumentsAreSampledEachTime() {
    TestVectors older = onCircle("a", 100, 1);
    TestVectors newer = onCircle("b", 100, 7);

    assertThat(new NeighbourOverlap(older.live(), newer.live()).measure(10))
        .isEqualTo(new NeighbourOverlap(older.live(), newer.live()).measure(10));
  }

  @Test
  void asManyChunksAreAskedWithAsAreWanted() {
    Optional<Overlap> overlap =
        new NeighbourOverlap(onCircle("a", 40, 1).live(), onCircle("b", 40, 1).live()).measure(7);

    assertThat(overlap.orElseThrow().queries()).isEqualTo(7);
    assertThat(overlap.orElseThrow().worst()).hasSize(3);
  }

  @Test
  void oneDocumentHasNoNeighbours() {
    TestVectors older = new TestVectors("a").document("x", 0);
    TestVectors newer = new TestVectors("b").document("x", 0);

    assertThat(new NeighbourOverlap(older.live(), newer.live()).measure(ALL)).isEmpty();
  }

  /** Documents d0, d1, ... side by side, each so many degrees from the one before. */
  private static TestVectors onCircle(String space, int documents, double step) {
    TestVectors vectors = new TestVectors(space);
    for (int i = 0; i < documents; i++) {
      vectors.document("d" + i, i * step);
    }
    return vectors;
  }

  private static Overlap overlap(TestVectors older, TestVectors newer) {
    return new NeighbourOverlap(older.live(), newer.live()).measure(ALL).orElseThrow();
  }
}
